"""Does a new server accept old requests, and does old code decode its responses?"""
