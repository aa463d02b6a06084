"""What must be on the machine, built when it is missing: python3 -m provision. Standard library only."""
