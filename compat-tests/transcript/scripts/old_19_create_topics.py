"""CreateTopics 0-1."""
import importlib

play = importlib.import_module("scripts.19_create_topics").play
