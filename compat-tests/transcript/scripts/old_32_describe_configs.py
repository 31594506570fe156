"""DescribeConfigs 0."""
import importlib

play = importlib.import_module("scripts.32_describe_configs").play
