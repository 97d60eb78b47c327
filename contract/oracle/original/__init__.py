"""What Django REST Framework runs."""
