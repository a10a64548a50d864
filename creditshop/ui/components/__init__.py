"""The kit every page is composed of. Elements of HTML and Tailwind classes on our tokens; nothing else."""
