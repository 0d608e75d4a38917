"""Who settles what two sources say against each other, what was said of it, and when is it a new question? (A12)"""
