"""The pages; creditshop/ui/routes.py says where each of them is."""
