//go:build packages

package main

import (
	"bufio"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInstalled installs what make packages has built into empty folders, as people do, and uses it. It needs npm and Python.
func TestInstalled(t *testing.T) {
	folder, err := filepath.Abs("bin/packages")
	if err != nil {
		t.Fatal(err)
	}
	here := platformsFor(true)[0]
	t.Run("npm install of the files", func(t *testing.T) {
		empty := t.TempDir()
		do(t, empty, nil, "npm", append([]string{"install", "--offline", "--no-audit", "--no-fund"}, tarballs(t, folder, here)...)...)
		use(t, exec.Command(filepath.Join(empty, "node_modules/.bin/authentik-mock"), serving...), syscall.SIGTERM)
	})
	// npm passes no signal on to the shell's child, so that only a signal to the whole group, as a terminal sends it, ends it.
	t.Run("npx from a registry", func(t *testing.T) {
		empty := t.TempDir()
		command := exec.Command("npx", append([]string{"--yes", "authentik-mock"}, serving...)...)
		command.Dir = empty
		command.Env = append(os.Environ(), "npm_config_registry="+registry(t, tarballs(t, folder, here)), "npm_config_cache="+filepath.Join(empty, "cache"))
		use(t, command, syscall.SIGINT)
	})
	t.Run("npm without the binary", func(t *testing.T) {
		empty := t.TempDir()
		do(t, empty, nil, "npm", "install", "--offline", "--no-audit", "--no-fund", "--omit=optional", tarballs(t, folder, here)[0])
		output, err := exec.Command(filepath.Join(empty, "node_modules/.bin/authentik-mock"), "schema").CombinedOutput()
		if code(err) != 2 || !strings.Contains(string(output), fmt.Sprintf("the package %s is not installed", here.npmName())) {
			t.Errorf("%v: %s", err, output)
		}
	})
	t.Run("pip install of the wheel", func(t *testing.T) {
		empty := t.TempDir()
		do(t, empty, nil, "python3", "-m", "venv", "venv")
		do(t, empty, nil, "venv/bin/pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--find-links", folder, "authentik-mock")
		use(t, exec.Command(filepath.Join(empty, "venv/bin/authentik-mock"), serving...), syscall.SIGTERM)
	})
	t.Run("the checksums", func(t *testing.T) {
		do(t, folder, nil, "sha256sum", "--check", "--strict", "SHA256SUMS")
	})
}

// serving are the arguments of a server on a free port.
var serving = []string{"serve", "--port", "0", "--log", "off", "--ready", "json"}

// tarballs returns the npm packages for a platform, the one that people install first.
func tarballs(t *testing.T, folder string, p platform) []string {
	t.Helper()
	binaries, _ := filepath.Glob(fmt.Sprintf("%s/authentik-mock-%s-%s-*.tgz", folder, p.npmOS, p.npmCPU))
	if len(binaries) != 1 {
		t.Fatalf("%s has no packages, or those of several versions: run make packages", folder)
	}
	return []string{strings.Replace(binaries[0], "-"+p.npmOS+"-"+p.npmCPU, "", 1), binaries[0]}
}

// do runs a command in a folder to its end.
func do(t *testing.T, folder string, variables []string, name string, arguments ...string) {
	t.Helper()
	command := exec.Command(name, arguments...)
	command.Dir, command.Env = folder, append(os.Environ(), variables...)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, output)
	}
}

// code returns the exit code of a command, -1 if it did not exit.
func code(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return -1
}

// use starts a server, sends it the documented request, and stops it: with SIGTERM to the command, or with another signal to
// its group.
func use(t *testing.T, command *exec.Cmd, signal syscall.Signal) {
	t.Helper()
	command.Stderr = os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
	line, err := bufio.NewReader(output).ReadString('\n')
	var ready struct{ Address, Token string }
	if err := errors.Join(err, json.Unmarshal([]byte(line), &ready)); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	request, _ := http.NewRequest("PATCH", ready.Address+"/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/", strings.NewReader("{}"))
	request.Header.Set("Authorization", "Bearer "+ready.Token)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%v %v", answer, err)
	}
	answer.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	begun := time.Now()
	process := command.Process.Pid
	if signal != syscall.SIGTERM {
		process = -process
	}
	syscall.Kill(process, signal)
	if err := command.Wait(); err != nil && signal == syscall.SIGTERM {
		t.Errorf("after SIGTERM: %v", err) // npm says itself how it ended
	}
	if _, err := http.Get(ready.Address); err == nil {
		t.Error("it answers after its end")
	}
	t.Logf("%s/%s: ended in %v", runtime.GOOS, runtime.GOARCH, time.Since(begun).Round(time.Millisecond))
}

// registry starts a registry that has these packages, and returns its address.
func registry(t *testing.T, tarballs []string) string {
	t.Helper()
	answers := map[string][]byte{} // by path; npm escapes the slash in a name
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if answers[r.URL.Path] == nil {
			w.WriteHeader(http.StatusNotFound)
		}
		w.Write(answers[r.URL.Path])
	}))
	t.Cleanup(server.Close)
	for _, file := range tarballs {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		files, _ := untar(t, content)
		var m map[string]any
		if err := json.Unmarshal([]byte(files["package/package.json"]), &m); err != nil {
			t.Fatal(err)
		}
		sum := sha512.Sum512(content)
		name, version := m["name"].(string), m["version"].(string)
		m["dist"] = map[string]string{"tarball": server.URL + "/-/" + filepath.Base(file), "integrity": "sha512-" + base64.StdEncoding.EncodeToString(sum[:])}
		page, err := json.Marshal(map[string]any{"name": name, "dist-tags": map[string]string{"latest": version}, "versions": map[string]any{version: m}})
		if err != nil {
			t.Fatal(err)
		}
		answers["/"+name], answers["/-/"+filepath.Base(file)] = page, content
	}
	return server.URL
}
