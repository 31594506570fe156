"""DeleteTopics 0."""
import importlib

play = importlib.import_module("scripts.20_delete_topics").play
