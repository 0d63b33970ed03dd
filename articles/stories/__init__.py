"""Stories: articles with nearly the same text, such as an agency's report that several papers printed."""
