# Finds a JDK 25 wherever it may be. Sourced by the launchers and by the scripts of the source tree.

# The launchers start no program that bash can do without: each takes milliseconds of an agent's start.

# is_jdk_25 HOME
is_jdk_25() {
    local line
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
    while read -r line; do
        case "$line" in
        'JAVA_VERSION="25"' | 'JAVA_VERSION="25.'*) return 0 ;;
        esac
    done <"$1/release"
    return 1
}

# Sets JAVA_HOME to a JDK 25 and returns 0, or returns 1.
find_jdk_25() {
    local home java
    for home in "${JAVA_HOME-}" /usr/lib/jvm/* /opt/*jdk* /opt/java/* \
        "${HOME-/root}"/.sdkman/candidates/java/* "${HOME-/root}"/.jdks/*; do
        if is_jdk_25 "$home"; then
            JAVA_HOME="$home"
            return 0
        fi
    done
    java="$(readlink -f "$(command -v java)")" || return 1
    home="${java%/bin/java}"
    is_jdk_25 "$home" && JAVA_HOME="$home"
}

# Sets and exports JAVA_HOME, or says what to install and ends.
require_jdk_25() {
    if ! find_jdk_25; then
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
