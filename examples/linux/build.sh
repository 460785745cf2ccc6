#!/bin/bash
# Builds what examples/linux runs, from Debian's packages: an unmodified Linux 6.1 for hppa, and an initial RAM disk with
# busybox. Nothing of it is part of this repository: it is made in ~/.cache/hvft-linux, or where HVFT_LINUX says.
#
#     examples/linux/build.sh                    vmlinux and initramfs.cpio
#     examples/linux/build.sh --vmlinux FILE     initramfs.cpio, and FILE instead of a kernel of our own
#     examples/linux/build.sh --install          the packages first, as root
#     examples/linux/build.sh --ready            nothing; status 1 if there is something that takes minutes to make
#
# What is there is not made again. The kernel takes four minutes of one processor, busybox one.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cache=${HVFT_LINUX:-$HOME/.cache/hvft-linux}
packages="linux-source-6.1 gcc-hppa-linux-gnu libc6-dev-hppa-cross make flex bison bc m4 xz-utils bzip2 cpio dpkg-dev e2fsprogs"
cross=(ARCH=parisc CROSS_COMPILE=hppa-linux-gnu-)
jobs=-j${JOBS:-1}

say() { echo "build.sh: $*" >&2; }

kernel() {
	local source=$cache/linux-source-6.1
	if has_kernel; then return; fi
	if [ ! -e "$source/Makefile" ]; then
		say "unpacking /usr/src/linux-source-6.1.tar.xz"
		tar -xf /usr/src/linux-source-6.1.tar.xz -C "$cache"
	fi
	say "building the kernel: $cache/kernel.log"
	(
		cd "$source"
		make "${cross[@]}" tinyconfig
		scripts/kconfig/merge_config.sh -m -O . .config "$here/kernel.config"
		make "${cross[@]}" olddefconfig
		make "$jobs" "${cross[@]}" vmlinux
	) >"$cache/kernel.log" 2>&1
	cp "$source/vmlinux" "$cache/vmlinux"
	cp "$here/kernel.config" "$cache/kernel.config"
}

# Is there one that was given, or one of this configuration?
has_kernel() {
	[ -e "$cache/vmlinux" ] && { cmp -s "$cache/kernel.config" "$here/kernel.config" || grep -qsx given "$cache/kernel.config"; }
}

# Is there all that takes minutes?
ready() {
	has_kernel && [ -e "$cache/busybox" ]
}

# Debian's busybox with Debian's patches, statically linked.
busybox() {
	if [ -e "$cache/busybox" ]; then return; fi
	say "building busybox: $cache/busybox.log"
	fetch_source busybox >"$cache/busybox.log" 2>&1
	(
		cd "$cache"
		rm -rf busybox-source
		dpkg-source --no-check -x busybox_*.dsc busybox-source
		cd busybox-source
		make defconfig
		sed -i -e 's/^# CONFIG_STATIC is not set/CONFIG_STATIC=y/' -e 's/^CONFIG_TC=y/# CONFIG_TC is not set/' \
			-e 's/^CONFIG_CROSS_COMPILER_PREFIX=.*/CONFIG_CROSS_COMPILER_PREFIX="hppa-linux-gnu-"/' .config
		yes '' | make oldconfig || true
		make "$jobs" busybox
	) >>"$cache/busybox.log" 2>&1
	cp "$cache/busybox-source/busybox" "$cache/busybox"
}

# apt-get source, with lists of its own, so that the machine's own sources stay as they are.
fetch_source() {
	local apt=$cache/apt
	mkdir -p "$apt/sources" "$apt/lists/partial" "$apt/cache"
	if compgen -G "$cache/$1_*.dsc" >/dev/null; then return; fi
	local file
	for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
		[ -e "$file" ] || continue
		sed -e 's/^Types: .*/Types: deb-src/' -e 's/^deb /deb-src /' "$file" >"$apt/sources/${file##*/}"
		case $file in *.list) mv "$apt/sources/${file##*/}" "$apt/sources/debian.list" ;; esac
	done
	local options=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/sources"
		-o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
	apt-get "${options[@]}" update
	(cd "$cache" && apt-get "${options[@]}" source --download-only "$1")
}

# The initial RAM disk: busybox under its names, and what init runs.
initramfs() {
	local root=$cache/root
	rm -rf "$root"
	mkdir -p "$root"/{bin,dev,proc,sys,mnt,tmp,etc}
	cp "$cache/busybox" "$root/bin/busybox"
	cp "$here/init" "$here/work" "$here/watch" "$here/soak" "$here/draw" "$here/suite" "$root/bin/"
	chmod 755 "$root/bin/"*
	local name
	while read -r name; do
		[ -e "$root/bin/$name" ] || ln -s busybox "$root/bin/$name"
	done <"$here/programs"
	ln -s bin/init "$root/init"
	pack initramfs.cpio
	# The same with busybox's tests, if its source is here, for bin/suite.
	[ -e "$cache/busybox-source/testsuite" ] || return 0
	mkdir "$root/suite"
	cp -r "$cache/busybox-source/testsuite" "$cache/busybox-source/.config" "$root/suite/"
	ln -s /bin/busybox "$root/suite/busybox"
	pack initramfs-suite.cpio
}

pack() {
	(cd "$root" && find . | LC_ALL=C sort | cpio --quiet -o -H newc --reproducible) >"$cache/$1"
}

missing() {
	local package
	for package in $packages; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || echo "$package"
	done
}

mkdir -p "$cache"
while [ $# -gt 0 ]; do
	case $1 in
	--vmlinux) cp "$2" "$cache/vmlinux" && echo given >"$cache/kernel.config" && shift 2 ;;
	--install) apt-get update && apt-get install -y --no-install-recommends $packages && shift ;;
	--ready) if ready; then exit 0; else exit 1; fi ;;
	*) say "unknown argument '$1'" && exit 64 ;;
	esac
done
if ! ready && [ -n "$(missing)" ]; then
	say "packages are missing:" $(missing)
	say "as root: $0 --install"
	exit 69
fi
kernel
busybox
initramfs
say "$cache/vmlinux, $cache/initramfs.cpio"
