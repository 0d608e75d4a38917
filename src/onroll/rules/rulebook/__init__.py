"""The law as dated, cited data: what does a rule say, since when, and who says so?"""
