"""Why the system refused, in both languages."""

from __future__ import annotations

import errno

from .text import Text, text

_REASONS = {
    errno.EACCES: text(en="permission denied", zh="没有权限"),
    errno.EPERM: text(en="not permitted", zh="操作不被允许"),
    errno.ENOENT: text(en="no such file or folder", zh="文件或目录不存在"),
    errno.ENOTDIR: text(en="a part of the path is not a folder", zh="路径中有一段不是目录"),
    errno.EISDIR: text(en="it is a folder", zh="这是一个目录"),
    errno.EEXIST: text(en="something else is there", zh="同名文件已存在"),
    errno.EROFS: text(en="the file system is read-only", zh="文件系统只读"),
    errno.ENOSPC: text(en="the disk is full", zh="磁盘已满"),
    errno.EADDRINUSE: text(en="the port is in use", zh="端口已被占用"),
    errno.EADDRNOTAVAIL: text(en="the address is none of this machine", zh="该地址不属于本机"),
    errno.ECONNREFUSED: text(en="connection refused", zh="连接被拒绝"),
    errno.EHOSTUNREACH: text(en="the host cannot be reached", zh="主机不可达"),
    errno.ENETUNREACH: text(en="the network cannot be reached", zh="网络不可达"),
    errno.ETIMEDOUT: text(en="no answer in time", zh="连接超时"),
    errno.ENOLCK: text(en="this file system has no locks", zh="该文件系统不支持文件锁"),
}


def reason(error: OSError) -> Text:
    """What went wrong, without the path, which the caller names."""
    known = _REASONS.get(error.errno or 0)
    if known is not None:
        return known
    if isinstance(error, TimeoutError):
        return _REASONS[errno.ETIMEDOUT]
    return error.strerror or str(error) or type(error).__name__
