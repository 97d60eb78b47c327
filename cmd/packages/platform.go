package main

// platform is a system that the command is built for.
type platform struct {
	// os and arch are Go's names.
	os, arch string
	// npmOS and npmCPU are Node's names, as in process.platform and process.arch.
	npmOS, npmCPU string
	// tags are Python's names of it. The Linux binary is static, so that it needs neither glibc nor musl; the lowest
	// macOS is that of Go.
	tags []string
}

// platforms lists the systems that packages are built for.
var platforms = []platform{
	{"linux", "amd64", "linux", "x64", []string{"manylinux_2_17_x86_64", "musllinux_1_1_x86_64"}},
	{"linux", "arm64", "linux", "arm64", []string{"manylinux_2_17_aarch64", "musllinux_1_1_aarch64"}},
	{"darwin", "amd64", "darwin", "x64", []string{"macosx_12_0_x86_64"}},
	{"darwin", "arm64", "darwin", "arm64", []string{"macosx_12_0_arm64"}},
	{"windows", "amd64", "win32", "x64", []string{"win_amd64"}},
	{"windows", "arm64", "win32", "arm64", []string{"win_arm64"}},
}

// name returns the name of the platform in file names.
func (p platform) name() string { return p.os + "-" + p.arch }

// command returns the file name of the command there.
func (p platform) command() string {
	if p.os == "windows" {
		return "authentik-mock.exe"
	}
	return "authentik-mock"
}
