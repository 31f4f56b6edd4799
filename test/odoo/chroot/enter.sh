# Enters a root: enter.sh <root> <lane> <command> …
# Runs in namespaces of its own (unshare), so nothing that is mounted or started here outlives its first process, however that ends.
set -eu
root=$1 lane=$2
shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mkdir -p "$root/lane"
cp -r "$lane/." "$root/lane/"
exec chroot "$root" "$@"
