"""A linear-chain CRF over runs of capitalised words: trained by training/, applied with numpy only."""
