#!/bin/sh
# Makes a locale with a decimal comma in a directory, if it is not there yet, and runs a program under it:
#
#   run.sh DIRECTORY [PROGRAM [ARGUMENT ...]]
#
# The test programs fail under it if what they print has no comma.
set -e
directory=$1
shift
name=de_DE.UTF-8
if [ ! -d "$directory/$name" ]; then
  mkdir -p "$directory"
  localedef --no-archive -i de_DE -f UTF-8 "$directory/$name.new"
  mv "$directory/$name.new" "$directory/$name"
fi
[ $# -eq 0 ] && exit 0
LOCPATH=$(cd "$directory" && pwd)
LC_ALL=$name
MIZZLE_TEST_DECIMAL_COMMA=1
export LOCPATH LC_ALL MIZZLE_TEST_DECIMAL_COMMA
exec "$@"
