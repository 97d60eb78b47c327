package main

import (
	"fmt"
	"runtime/debug"
)

// versionCommand does what the flag --version does, for those who look among the commands.
type versionCommand struct{}

// Run prints the name and the version of the program.
func (versionCommand) Run(s streams) error {
	_, err := fmt.Fprintln(s.out, "authentik-mock", programVersion())
	return err
}

// programVersion returns the version of the module and the commit that the program was built from, such as
// "v1.2.0 (commit 0123456789ab)". A build of a checkout has the version "(devel)" or one that Go makes of the commit; a commit
// with changes says so.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "of unknown origin"
	}
	return versionText(info)
}

func versionText(info *debug.BuildInfo) string {
	setting := map[string]string{}
	for _, s := range info.Settings {
		setting[s.Key] = s.Value
	}
	version := info.Main.Version
	if version == "" {
		version = "(devel)"
	}
	commit := setting["vcs.revision"]
	if commit == "" {
		return version
	}
	commit = commit[:min(12, len(commit))]
	if setting["vcs.modified"] == "true" {
		commit += ", with changes"
	}
	return version + " (commit " + commit + ")"
}
