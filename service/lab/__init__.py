"""The policy lab: what a draft of a policy would have done, and how sure one can be of it."""
