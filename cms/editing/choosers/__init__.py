"""What an account may choose in the admin: the choosers that offer it, and the forms that refuse anything else."""
