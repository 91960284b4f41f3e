"""What the page of the local authority says, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..text import Text, text

TEXTS: Mapping[str, Text] = {
    "other": text(en="中文", zh="English"),
    "title": text(en="Trust this gateway", zh="信任此网关"),
    "why": text(
        en="Cameras and pages that work without a network need HTTPS. Install the certificate of this gateway once on "
        "each phone, tablet or computer; then the browser trusts it.",
        zh="手机摄像头和离线页面需要 HTTPS。请在每台手机、平板或电脑上安装一次本网关的证书，浏览器随后即会信任它。",
    ),
    "android": text(en="Android, Windows", zh="Android、Windows"),
    "ios": text(en="iPhone, iPad", zh="iPhone、iPad"),
    "pem": text(en="Others (PEM)", zh="其他（PEM）"),
    "compare": text(en="Compare the fingerprint", zh="核对指纹"),
    "compare-how": text(
        en="Before you install it, compare this with what sinterflow tls show prints on the gateway (SHA-256). "
        "Do not install it if they differ.",
        zh="安装前，请与网关上 sinterflow tls show 显示的指纹（SHA-256）核对。如不一致，请勿安装。",
    ),
    "how": text(en="Step by step", zh="安装步骤"),
    "share": text(en="Next device", zh="下一台设备"),
}

STEPS: Sequence[tuple[Text, Sequence[Text]]] = (
    (
        text(en="Android", zh="Android"),
        (
            text(en="Tap “Android, Windows” above; the file is downloaded.", zh="点击上方“Android、Windows”下载文件。"),
            text(
                en="Settings → Security → Encryption & credentials → Install a certificate → CA certificate.",
                zh="设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书。",
            ),
            text(
                en="Choose sinterflow-ca.crt from the downloads, and confirm with the PIN of the phone.",
                zh="从下载中选择 sinterflow-ca.crt，并输入手机锁屏密码确认。",
            ),
        ),
    ),
    (
        text(en="iPhone, iPad", zh="iPhone、iPad"),
        (
            text(
                en="In Safari, tap “iPhone, iPad” above and allow the profile.",
                zh="在 Safari 中点击上方“iPhone、iPad”，允许下载描述文件。",
            ),
            text(
                en="Settings → General → VPN & Device Management → the Sinterflow profile → Install.",
                zh="设置 → 通用 → VPN 与设备管理 → Sinterflow 描述文件 → 安装。",
            ),
            text(
                en="Settings → General → About → Certificate Trust Settings → switch it on.",
                zh="设置 → 通用 → 关于本机 → 证书信任设置 → 打开开关。",
            ),
        ),
    ),
    (
        text(en="Windows (Edge, Chrome)", zh="Windows（Edge、Chrome）"),
        (
            text(
                en="Download “Android, Windows” above and open it: Install Certificate.",
                zh="下载上方“Android、Windows”并打开，点击“安装证书”。",
            ),
            text(
                en="Local Machine → Place all certificates in the following store → Trusted Root Certification "
                "Authorities.",
                zh="本地计算机 → 将所有证书放入下列存储 → 受信任的根证书颁发机构。",
            ),
            text(en="Close the browser and open it again.", zh="关闭浏览器后重新打开。"),
        ),
    ),
    (
        text(en="Firefox, Linux", zh="Firefox、Linux"),
        (
            text(
                en="Firefox: Settings → Privacy & Security → View Certificates → Authorities → Import the PEM file, "
                "and trust it for websites.",
                zh="Firefox：设置 → 隐私与安全 → 查看证书 → 证书颁发机构 → 导入 PEM 文件，并信任其用于网站。",
            ),
            text(
                en="Chromium on Linux: Settings → Privacy and security → Security → Manage certificates → Custom → "
                "Import.",
                zh="Linux 版 Chromium：设置 → 隐私和安全 → 安全 → 管理证书 → 自定义 → 导入。",
            ),
        ),
    ),
)

STYLE = (
    "body{margin:0;background:#fff;color:#1f2328;font:16px/1.6 system-ui,'PingFang SC','Microsoft YaHei',sans-serif}"
    "main{max-width:640px;margin:0 auto;padding:16px}h1{font-size:24px;margin:8px 0}"
    "h2{font-size:18px;margin:24px 0 8px}"
    ".other{text-align:right;margin:0}.take a{display:block;padding:14px;margin:8px 0;border-radius:8px;"
    "background:#0b5cad;color:#fff;text-align:center;text-decoration:none;font-weight:600}"
    "code{display:block;padding:12px;background:#f3f5f7;border-radius:8px;font:15px/1.7 ui-monospace,monospace}"
    "details{border-top:1px solid #d9dee3;padding:4px 0}summary{padding:8px 0;font-weight:600;cursor:pointer}"
    ".code{max-width:240px;margin:0 auto}.code svg{width:100%;height:auto}"
    ".url{text-align:center;overflow-wrap:anywhere}a:focus-visible,summary:focus-visible{outline:3px solid #f5a623}"
)
