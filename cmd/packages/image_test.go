//go:build packages && linux

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// image is what a Dockerfile says of its last stage.
type image struct {
	root                        string
	user                        uint32
	entrypoint, command, health []string
}

// buildImage does what the Dockerfile says, without an engine: it runs the commands of the first stage in the folder of the
// module, which stands for /src, and copies files from there and from this machine into a folder.
func buildImage(t *testing.T) image {
	t.Helper()
	text, err := os.ReadFile("cmd/packages/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	module, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	i := image{root: t.TempDir()}
	if err := os.Chmod(i.root, 0o755); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		instruction, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch words := strings.Fields(rest); instruction {
		case "RUN":
			do(t, module, []string{"TARGETOS=", "TARGETARCH="}, "sh", "-c", rest)
		case "COPY":
			if from, ok := strings.CutPrefix(rest, "--from=build "); ok {
				i.copy(t, strings.Replace(strings.Fields(from)[0], "/src", module, 1), words[2])
			}
		case "USER":
			_, err = fmt.Sscanf(rest, "%d:", &i.user)
		case "ENTRYPOINT":
			err = json.Unmarshal([]byte(rest), &i.entrypoint)
		case "CMD":
			err = json.Unmarshal([]byte(rest), &i.command)
		case "HEALTHCHECK":
			_, health, _ := strings.Cut(rest, "CMD ")
			err = json.Unmarshal([]byte(health), &i.health)
		case "FROM", "ARG", "WORKDIR", "EXPOSE", "#", "":
		default:
			t.Fatalf("this test does not know %s", instruction)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	return i
}

// copy copies a file into the image.
func (i image) copy(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	about, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	to = filepath.Join(i.root, to)
	if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, content, about.Mode())); err != nil {
		t.Fatal(err)
	}
}

// exec returns a command that runs in the image as its user, with no other variables, as the first process.
func (i image) exec(arguments []string, variables ...string) *exec.Cmd {
	return &exec.Cmd{Path: arguments[0], Args: arguments, Env: variables, Dir: "/", Stderr: os.Stderr, SysProcAttr: &syscall.SysProcAttr{
		Chroot: i.root, Credential: &syscall.Credential{Uid: i.user, Gid: i.user}, Cloneflags: syscall.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL}}
}

// TestImage builds the image's file system as the Dockerfile says, and runs it. It needs root, to change the root of a process.
func TestImage(t *testing.T) {
	i := buildImage(t)
	var files []string
	filepath.WalkDir(i.root, func(name string, entry fs.DirEntry, err error) error {
		if !entry.IsDir() {
			files = append(files, strings.TrimPrefix(name, i.root))
		}
		return err
	})
	if want := []string{"/authentik-mock", "/etc/ssl/certs/ca-certificates.crt", "/licenses/LICENSE", "/licenses/NOTICE"}; !slices.Equal(files, want) {
		t.Errorf("the image has %v, not %v", files, want)
	}
	if i.user == 0 {
		t.Error("the image runs as root")
	}
	server := i.exec(append(i.entrypoint, i.command...), "AUTHENTIK_MOCK_PORT=0", "AUTHENTIK_MOCK_READY=json", "AUTHENTIK_MOCK_LOG=off")
	output, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatalf("it does not start, which needs root: %v", err)
	}
	defer server.Process.Kill()
	line, err := bufio.NewReader(output).ReadString('\n')
	var ready struct {
		Address string
		PID     int
	}
	if err := errors.Join(err, json.Unmarshal([]byte(line), &ready)); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	if ready.PID != 1 {
		t.Errorf("it is process %d", ready.PID)
	}
	if output, err := i.exec(i.health, "AUTHENTIK_URL="+ready.Address).Output(); err != nil {
		t.Errorf("the health check of a server that runs: %v %s", err, output)
	}
	if events, err := http.Get(ready.Address + "/__mock/events"); err != nil || events.StatusCode != http.StatusOK { // a stream that stays open
		t.Errorf("%v %v", events, err)
	}
	// As the compose file does with a real one.
	verify := i.exec(append(i.entrypoint, "verify", "--target", ready.Address, "--wait", "10s", "--yes", "--only", "flow_set"), "AUTHENTIK_TOKEN=mock-token")
	if output, err := verify.Output(); err != nil {
		t.Errorf("verify in the image: %v\n%s", err, output)
	} else {
		t.Logf("verify: %s", output)
	}
	begun := time.Now()
	server.Process.Signal(syscall.SIGTERM)
	if err := server.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
	took := time.Since(begun)
	if took > time.Second {
		t.Errorf("SIGTERM took %v", took)
	}
	health := i.exec(i.health, "AUTHENTIK_URL="+ready.Address)
	health.Stderr = nil
	if _, err := health.Output(); code(err) != 1 {
		t.Errorf("the health check of a server that has ended: %v", err)
	}
	t.Logf("as user %d, ended in %v", i.user, took.Round(time.Millisecond))
}
