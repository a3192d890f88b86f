"""The pages of reviews: for reviewers, for officers, and for everybody once a ranking is published."""
