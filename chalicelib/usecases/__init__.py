"""One verb per file: what Relance does, over ports. A rule decides, a use case saves, an adapter sends."""
