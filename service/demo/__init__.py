"""The demo: a site with two articles and our own words below them, planted by `parley up`."""
