"""A throw-away virtual machine with the distribution's own kernel, for what the host's kernel lacks: input devices.

The kernel is unpacked, never installed. The host's files are the guest's, read-only, so the same Python and the same
code run in it; what the guest writes comes back through one folder. QEMU emulates (TCG), which works anywhere.
"""

from __future__ import annotations

import gzip
import os
import shlex
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAMS = ("qemu-system-x86_64", "busybox", "cpio", "dpkg", "apt-get", "apt-cache")
KERNEL_PACKAGE = "linux-image-amd64"
MODULES = (
    "drivers/virtio/virtio", "drivers/virtio/virtio_ring", "drivers/virtio/virtio_pci_legacy_dev",
    "drivers/virtio/virtio_pci_modern_dev", "drivers/virtio/virtio_pci", "drivers/char/hw_random/virtio-rng",
    "drivers/input/evdev", "drivers/input/misc/uinput",
    "drivers/hid/hid", "drivers/hid/hid-generic", "drivers/hid/uhid",
    "fs/fscache/fscache", "fs/netfs/netfs", "fs/9p/9p",
    "net/9p/9pnet", "net/9p/9pnet_virtio",
)  # fmt: skip
_INIT = """#!/bin/busybox sh
B=/bin/busybox
$B mount -t proc proc /proc; $B mount -t sysfs sysfs /sys; $B mount -t devtmpfs devtmpfs /dev
for m in virtio_pci 9pnet_virtio 9p evdev uinput hid-generic uhid; do $B modprobe $m; done
O=trans=virtio,version=9p2000.L,msize=262144
$B mount -t 9p -o $O,ro,cache=loose host /newroot || $B poweroff -f
for kind in proc sysfs; do $B mount -t $kind $kind /newroot/$(echo $kind | $B sed s/sysfs/sys/); done
$B mount -t devtmpfs devtmpfs /newroot/dev; $B mkdir -p /dev/pts /dev/shm
$B mount -t devpts devpts /newroot/dev/pts; $B mount -t tmpfs tmpfs /newroot/dev/shm
$B mount -t tmpfs tmpfs /newroot/run; $B mount -t tmpfs tmpfs /newroot/mnt; $B mkdir -p /newroot/mnt/out
$B mount -t 9p -o $O,rw out /newroot/mnt/out
$B chroot /newroot /bin/sh /mnt/out/command; echo $? > /newroot/mnt/out/status
$B sync; $B poweroff -f
"""


class CannotRunError(Exception):
    """This machine cannot make or run the virtual machine; the message says why."""


@dataclass(frozen=True)
class Outcome:
    """What a command in the guest came to."""

    status: int
    console: str


def run(command: Sequence[str | Path], out: Path, *, seconds: int) -> Outcome:
    """Run ``command`` as root in a fresh guest, where ``out`` is ``/mnt/out``; raises ``CannotRunError``."""
    for program in PROGRAMS:
        if shutil.which(program) is None:
            raise CannotRunError(f"there is no program {program}")
    cache = user_cache_path("intake-small-vm", ensure_exists=True)
    kernel, initrd = _kernel(cache), cache / "initrd.img"
    _make_initrd(kernel, cache, initrd)
    line = " ".join(shlex.quote(str(part)) for part in command)
    script = f"export HOME=/run TMPDIR=/run PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8 PATH={os.defpath}\n"
    (out / "command").write_text(f"{script}cd {shlex.quote(str(Path.cwd()))} || cd /\n{line}\n")
    try:
        done = subprocess.run(
            _qemu(kernel, initrd, out), stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise AssertionError(f"the guest did not end: {(error.stdout or b'')[-2000:]!r}") from None
    console = done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
    status = out / "status"
    return Outcome(int(status.read_text()) if status.exists() else -1, console)


def _kernel(cache: Path) -> Path:
    """Return the kernel image, unpacked from the distribution's generic package."""
    found = sorted(cache.glob("k/boot/vmlinuz-*"))
    if not found:
        depends = _said("apt-cache", "depends", KERNEL_PACKAGE)
        package = next((line.split()[-1] for line in depends.splitlines() if "Depends: linux-image-" in line), None)
        if package is None:
            raise CannotRunError("the distribution offers no generic kernel")
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            _said("apt-get", "-qq", "-o", "APT::Sandbox::User=root", "download", package, cwd=folder)
            archive = next(Path(folder).glob("*.deb"))
            _said("dpkg", "-x", str(archive), f"{folder}/k")
            Path(folder, "k").rename(cache / "k")  # whole or not at all
        found = sorted(cache.glob("k/boot/vmlinuz-*"))
    return found[-1]


def _make_initrd(kernel: Path, cache: Path, initrd: Path) -> None:
    version = kernel.name.removeprefix("vmlinuz-")
    source = cache / "k/lib/modules" / version
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        target = root / "lib/modules" / version
        for name in ("bin", "proc", "sys", "dev", "newroot"):
            (root / name).mkdir()
        target.mkdir(parents=True)
        shutil.copy(shutil.which("busybox") or "", root / "bin/busybox")
        for module in MODULES:
            if (source / f"kernel/{module}.ko").exists():
                shutil.copy(source / f"kernel/{module}.ko", target)
        for name in ("modules.builtin", "modules.order"):
            shutil.copy(source / name, target)
        _said("busybox", "depmod", "-b", folder, version)
        (root / "init").write_text(_INIT)
        (root / "init").chmod(0o755)
        names = "\n".join(str(path.relative_to(root)) for path in sorted(root.rglob("*"))).encode()
        packed = subprocess.run(
            ["cpio", "--quiet", "-o", "-H", "newc"], input=names, cwd=folder, capture_output=True, check=True
        )
        initrd.write_bytes(gzip.compress(packed.stdout, 1))


def _qemu(kernel: Path, initrd: Path, out: Path) -> list[str]:
    shared = "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap"
    return [
        "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-m", "768", "-smp", "1", "-M", "q35",
        "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-serial", "stdio", "-monitor", "none",
        "-kernel", str(kernel), "-initrd", str(initrd),
        "-append", "console=ttyS0 quiet panic=-1 mitigations=off nokaslr random.trust_cpu=on tsc=reliable",
        "-device", "virtio-rng-pci",
        "-fsdev", shared, "-device", "virtio-9p-pci,fsdev=host,mount_tag=host",
        "-fsdev", f"local,id=out,path={out},security_model=none", "-device", "virtio-9p-pci,fsdev=out,mount_tag=out",
    ]  # fmt: skip


def _said(*command: str, cwd: str | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRunError(f"{command[0]} failed: {done.stderr.strip()[-200:]}")
    return done.stdout
