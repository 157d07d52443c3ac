"""The ports in memory: real behaviour, no mocks. The contract tests hold them to the same body as the adapters."""
