# Finds a JDK 25 or newer for the build and points JAVA_HOME at it. Sourced by mvnw, before anything else.
# JAVA_HOME wins if it fits; then the places where installers put JDKs, newest first.

LAUREL_JAVA=25

# The major version of the JDK in a folder (from its `release` file), or 0 where there is no JDK.
jdk_major() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  best="" best_major=0
  for jdk in "${JAVA_HOME:-/nonexistent}" /usr/lib/jvm/* /usr/lib64/jvm/* /opt/java/* /opt/jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "/c/Program Files/Java"/* "/c/Program Files/Eclipse Adoptium"/* "/c/Program Files/Microsoft"/jdk*; do
    major=$(jdk_major "$jdk")
    if [ "$jdk" = "${JAVA_HOME:-}" ] && [ "${major:-0}" -ge "$LAUREL_JAVA" ]; then best=$jdk; break; fi
    if [ "${major:-0}" -ge "$LAUREL_JAVA" ] && [ "$major" -gt "$best_major" ]; then best=$jdk best_major=$major; fi
  done
  [ -n "$best" ] || {
    echo "Laurel needs JDK $LAUREL_JAVA or newer: install one (for example from https://adoptium.net) or point JAVA_HOME at it." >&2
    return 1
  }
  JAVA_HOME=$best
  export JAVA_HOME
}

find_jdk
