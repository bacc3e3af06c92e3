"""``dbutils``, but for its files: widgets, secrets, other notebooks, libraries, values of tasks."""
