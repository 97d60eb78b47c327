package main

import (
	"bufio"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// send sends a request to a fake as the administrator.
func (s *server) send(t *testing.T, method, path, body string) {
	t.Helper()
	request, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer mock-token")
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
}

// words returns those of a line without its time.
func words(line string) string {
	fields := strings.Fields(line)
	if len(fields) < 3 {
		return line
	}
	return strings.Join(append(fields[:1], fields[2:]...), " ")
}

func TestRequestsArePrintedAndFollowed(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	s.send(t, "GET", "/api/v3/core/users/me/?a=b", "")
	s.send(t, "POST", "/api/v3/core/groups/", `{"name":""}`)
	s.send(t, "GET", "/api/v3/providers/oauth2/", "")
	all := []string{"1 GET /api/v3/core/users/me/?a=b 200 akadmin", "2 POST /api/v3/core/groups/ 400 akadmin name: blank",
		"3 GET /api/v3/providers/oauth2/ 501 - address: authentik-mock does not implement this operation"}
	for flag, want := range map[string][]string{"": all, "--failed": all[1:]} {
		arguments := []string{"requests", "--url", s.url}
		if flag != "" {
			arguments = append(arguments, flag)
		}
		r := runCommand(t, arguments...)
		var got []string
		for line := range strings.Lines(r.out) {
			got = append(got, words(line))
		}
		if r.code != 0 || strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s: exit %d, %s\n%s", flag, r.code, r.err, r.out)
		}
	}

	following := command(t, []string{"requests", "--follow", "--failed"}, "AUTHENTIK_URL="+s.url)
	out, err := following.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := following.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { following.Process.Kill(); following.Wait() }()
	lines := bufio.NewScanner(out)
	for _, want := range append(all[1:], "5 GET /nowhere 404 - address: not_found") {
		if !lines.Scan() || words(lines.Text()) != want {
			t.Fatalf("got %q, want %q", lines.Text(), want)
		}
		if want == all[2] {
			s.send(t, "GET", "/api/v3/core/users/me/", "")
			s.send(t, "GET", "/nowhere", "")
		}
	}
}

func TestRequestsSaysWhatIsGoneOrNotThere(t *testing.T) {
	t.Parallel()
	s := serve(t, []string{"--journal-entries", "1"})
	s.send(t, "GET", "/a", "")
	s.send(t, "GET", "/b", "")
	if r := runCommand(t, "requests", "--url", s.url); r.code != 0 || !strings.Contains(r.out, " /b ") || strings.Contains(r.out, " /a ") || r.err != "1 earlier requests are no longer kept\n" {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	off := serve(t, []string{"--journal-size", "0"})
	if r := runCommand(t, "requests", "--url", off.url); r.code != 2 || !strings.Contains(r.err, "--journal-size") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
	for _, wrong := range [][]string{{"--journal-size=-1"}, {"--journal-entries=-1"}, {"--journal-size", "0", "--explain"}} {
		if r := runCommand(t, append([]string{"serve", "--port", "0"}, wrong...)...); r.code != 2 || !strings.Contains(r.err, "--journal-size") {
			t.Errorf("%q: exit %d: %s", wrong, r.code, r.err)
		}
	}
}

func TestWaitWaitsUntilAServerIsReady(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	waiting := command(t, []string{"wait", "http://" + address})
	if err := waiting.Start(); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(address)
	serve(t, []string{"--port", port})
	if err := waiting.Wait(); err != nil {
		t.Error(err)
	}

	unready := &http.Server{Addr: address, Handler: http.NotFoundHandler()}
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go unready.Serve(other)
	defer unready.Close()
	begun := time.Now()
	if r := runCommand(t, "wait", "http://"+other.Addr().String(), "--timeout", "100ms"); r.code != 1 || !strings.Contains(r.err, "is not ready after 100ms: it answers 404") || time.Since(begun) > time.Minute {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
	if r := runCommand(t, "wait", "nowhere"); r.code != 2 || !strings.Contains(r.err, "is not an address") {
		t.Errorf("exit %d: %s", r.code, r.err)
	}
}
