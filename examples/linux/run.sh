#!/bin/sh
# Runs the Linux that build.sh has made, with a disk of its own, on a pair: a shell, until `exit`. Flags go to hvrun, and RUN says
# what to do instead of a shell, with commas for spaces.
#
#     examples/linux/run.sh
#     examples/linux/run.sh --bare
#     RUN=work,20 examples/linux/run.sh --kill primary@command=30
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cache=${HVFT_LINUX:-$HOME/.cache/hvft-linux}
disk=${DISK:-$cache/disk.img}
if [ ! -e "$disk" ]; then
	truncate -s 32M "$disk"
	mke2fs -q -F -t ext2 "$disk"
fi
# The console is the multiplexer's; the disk is the SCSI host in the page 0xf0007000, with bit 12 of EIRR, which Linux numbers 76;
# random bytes come from the page behind it. How fast an empty loop is, Linux would find out for up to half a second, and does not use on
# this machine.
line="console=ttyB0 lpj=1000000 virtio_mmio.device=4K@0xf0007000:76 virtio_mmio.device=4K@0xf0008000:77 panic=1${RUN:+ run=$RUN}"
exec node "$here/../../dist/hvrun.js" --firmware pdc --idle-mark --ram 32M --initrd "$cache/initramfs.cpio" --disk "$disk" \
	--append "$line" "$@" "$cache/vmlinux"
