"""Charts as small pieces of SVG that take their colours and fonts from the page around them."""
