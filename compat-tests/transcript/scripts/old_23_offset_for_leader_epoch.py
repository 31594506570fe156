"""OffsetForLeaderEpoch 0-1."""
import importlib

play = importlib.import_module("scripts.23_offset_for_leader_epoch").play
