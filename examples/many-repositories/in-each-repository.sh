#!/bin/sh
# Usage: in-each-repository.sh CLONE...
# Fixes each clone on a branch of its own, and pushes that. Ends with 1 if one was left as it was.
branch=remove-client-reuse-address
codemod=$(cd "$(dirname "$0")" && pwd)/node_modules/.bin/sockets-codemod

fix() {
  git diff --quiet HEAD || return # Otherwise the commit would hold more than the codemod's changes.
  "$codemod" --no-error-on-unmatched . || return
  git diff --quiet HEAD && return
  git switch --quiet --create "$branch" &&
    git commit --quiet --all --message='Remove SO_REUSEADDR from client sockets' &&
    git push --quiet --set-upstream origin "$branch"
}

left=0
for repository in "$@"; do
  echo "$repository"
  (cd "$repository" && fix) || {
    echo "$repository: left as it was, or half done: see above" >&2
    left=1
  }
done
exit "$left"
