"""A linear-chain CRF over runs of capitalised words: trained once (training/), read with numpy alone."""
