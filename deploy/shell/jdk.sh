# Finds a JDK 25 wherever it may be. Sourced by the launchers and by the scripts of the source tree.

# Prints the home of a JDK 25 and returns 0, or returns 1.
find_jdk_25() {
    local home java
    java="$(command -v java 2>/dev/null || true)"
    for home in "${JAVA_HOME-}" /usr/lib/jvm/* /opt/*jdk* /opt/java/* \
        "${HOME-/root}"/.sdkman/candidates/java/* "${HOME-/root}"/.jdks/* \
        "${java:+$(dirname "$(dirname "$(readlink -f "$java")")")}"; do
        if [ -n "$home" ] && [ -x "$home/bin/java" ] \
            && grep -q '^JAVA_VERSION="25[".]' "$home/release" 2>/dev/null; then
            printf '%s\n' "$home"
            return 0
        fi
    done
    return 1
}

# Sets and exports JAVA_HOME, or says what to install and ends.
require_jdk_25() {
    if ! JAVA_HOME="$(find_jdk_25)"; then
        cat >&2 <<'TEXT'
No JDK 25 found: not in JAVA_HOME, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks, nor as "java" in PATH.
Install one, for example Eclipse Temurin (https://adoptium.net/installation/linux):
  apt-get install temurin-25-jdk          after adding packages.adoptium.net to the sources
or unpack any JDK 25 and set JAVA_HOME to it.
TEXT
        exit 3
    fi
    export JAVA_HOME
}
