from tests.runtime.keeping.small_plant import plant, tree

__all__ = ["plant", "tree"]
