"""Sample data: one invented commune, the same every time, that these people would believe.

Nobody in it is real. Names of persons come from a seeded generator, citizen numbers from a range that cannot
exist (000…), phone numbers from one that cannot be called. The five plans are real input.
"""
