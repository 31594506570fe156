"""DescribeLogDirs 0."""
import importlib

play = importlib.import_module("scripts.35_describe_log_dirs").play
