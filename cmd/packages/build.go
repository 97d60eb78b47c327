package main

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
)

// commandPackage is the package of the command.
const commandPackage = "./cmd/authentik-mock"

// binary is the command as built for one platform.
type binary struct {
	platform platform
	content  []byte
	info     *debug.BuildInfo
	// version is that of the module, as Go stamped it: a tag, a pseudo-version, or "(devel)" outside a repository.
	version string
}

// build builds the command for a platform into a file, with the flags of go build.
func build(p platform, file string, flags []string) (binary, error) {
	arguments := append(append([]string{"build"}, flags...), "-o", file, commandPackage)
	if _, err := run(p, arguments...); err != nil {
		return binary{}, fmt.Errorf("%s: %w", p.name(), err)
	}
	return readBinary(p, file)
}

// readBinary reads a command that was built.
func readBinary(p platform, file string) (binary, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return binary{}, err
	}
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return binary{}, err
	}
	return binary{p, content, info, info.Main.Version}, nil
}

// setting returns a setting of the build, such as vcs.revision, "" if it is not known.
func (b binary) setting(key string) string {
	for _, s := range b.info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

// run runs the go command for a platform, without C, and returns its output.
func run(p platform, arguments ...string) (string, error) {
	command := exec.Command("go", arguments...)
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+p.os, "GOARCH="+p.arch)
	output, err := command.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = fmt.Errorf("go %s: %w\n%s", strings.Join(arguments, " "), err, exit.Stderr)
	}
	return string(output), err
}
