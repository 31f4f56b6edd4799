# Enters a copy of a root, in memory: what is written there is gone afterwards. overlay.sh <root> <lane> <command> …
set -eu
root=$1
shift
copy=$root.copy
mkdir -p "$copy"
mount -t tmpfs tmpfs "$copy"
mkdir "$copy/upper" "$copy/work" "$copy/merged"
mount -t overlay overlay -o "lowerdir=$root,upperdir=$copy/upper,workdir=$copy/work" "$copy/merged"
lane=$1
exec sh "$lane/chroot/enter.sh" "$copy/merged" "$@"
