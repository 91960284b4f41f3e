from ..bench import bench, decoded

__all__ = ["bench", "decoded"]
