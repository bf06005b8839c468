# drop-caches.sh FOLDER: asks the kernel to forget the pages of each file (posix_fadvise, which nobody has to be root
# for). Pages that are not on the disk yet stay, hence sync.
set -eu
sync -f "$1"
find "$1" -type f -size +0 -exec sh -c 'for file; do dd if="$file" iflag=nocache count=0 status=none; done' sh {} +
