"""Articles in the formats of the IPTC, in which agencies and newspapers exchange news."""
