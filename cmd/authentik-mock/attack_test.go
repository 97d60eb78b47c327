//go:build attack

package main

import (
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"
)

// An attack is one way to use up a server's memory or time. It runs against a server of its own, while
// another client sends its usual requests.
type attack struct {
	name string
	// flags are passed to the server if it knows them.
	flags []string
	// peak and after are the maximum memory in MiB during the attack, and a second after it. 0 means no limit
	// of its own.
	peak, after int64
	// may is a status that the other client may get because of the attack.
	may int
	// run attacks, and returns the number of requests and a description of what went wrong.
	run func(v *victim) (sent int, wrong string)
}

const mib = 1 << 20

// tooMuch is the amount of memory at which the server, and with it the attack, is stopped.
const tooMuch = 6 << 10 * mib

// victim is a running server under attack.
type victim struct {
	*exec.Cmd
	address string
	client  *http.Client
	// got counts the answers to the attack.
	got statuses
}

const (
	exampleAddress = "/api/v3/stages/user_write/3fa85f64-5717-4562-b3fc-2c963f66afa6/"
	jsonHead       = "Host: localhost\r\nContent-Type: application/json\r\n"
	tokenHead      = "Authorization: Bearer mock-token\r\n"
)

// binary returns the command to attack: the given one, or the test binary as the command.
func binary(t *testing.T, arguments ...string) *exec.Cmd {
	if path := os.Getenv("AUTHENTIK_MOCK_BINARY"); path != "" {
		return exec.Command(path, arguments...)
	}
	return command(t, arguments)
}

// startVictim starts a server with the flags that it knows.
func startVictim(t *testing.T, flags []string) *victim {
	t.Helper()
	help, _ := binary(t, "serve", "--help").Output()
	arguments := []string{"serve", "--port", "0", "--log", "off"}
	for _, flag := range flags {
		if name, _, _ := strings.Cut(flag, "="); strings.Contains(string(help), name) {
			arguments = append(arguments, flag)
		}
	}
	v := &victim{Cmd: binary(t, arguments...), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 20 * time.Second}}
	out, err := v.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Process.Kill(); v.Wait() })
	text := make([]byte, 4096)
	n, _ := out.Read(text)
	found := listens.FindStringSubmatch(string(text[:n]))
	if found == nil {
		t.Fatalf("no greeting: %q", text[:n])
	}
	go io.Copy(io.Discard, out)
	v.address = strings.TrimPrefix(found[1], "http://")
	return v
}

// memory returns a figure of the server's memory from the kernel, such as VmRSS; -1 if it is not available.
func (v *victim) memory(name string) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", v.Process.Pid))
	if err != nil {
		return -1
	}
	_, rest, found := strings.Cut(string(status), name+":")
	if !found {
		return -1
	}
	kilobytes, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	return kilobytes << 10
}

// forgetPeak resets the highest memory to the present one.
func (v *victim) forgetPeak() {
	os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", v.Process.Pid), []byte("5"), 0)
}

// guard stops the server if it takes far too much memory, before the machine runs out of it.
func (v *victim) guard(ended <-chan struct{}) {
	for {
		select {
		case <-ended:
			return
		case <-time.After(20 * time.Millisecond):
			if v.memory("VmRSS") > tooMuch {
				v.Process.Kill()
				return
			}
		}
	}
}

// ask sends a request with the token and returns the status, 0 if there was no answer.
func (v *victim) ask(method, path, body string) (status int, err error) {
	request, err := http.NewRequest(method, "http://"+v.address+path, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Authorization", "Bearer mock-token")
	request.Header.Set("Content-Type", "application/json")
	response, err := v.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// dial opens a connection.
func (v *victim) dial() (net.Conn, error) { return net.Dial("tcp", v.address) }

// statusOf returns the status of an answer, 0 if there is none before the time is over or the connection
// ends.
func statusOf(connection net.Conn, patience time.Duration) int {
	connection.SetReadDeadline(time.Now().Add(patience))
	line := make([]byte, len("HTTP/1.1 200"))
	if _, err := io.ReadFull(connection, line); err != nil {
		return 0
	}
	status, _ := strconv.Atoi(string(line[len("HTTP/1.1 "):]))
	return status
}

// ended reports whether the server ends a connection before the time is over.
func ended(connection net.Conn, patience time.Duration) bool {
	connection.SetReadDeadline(time.Now().Add(patience))
	_, err := io.Copy(io.Discard, connection)
	timeout, ok := err.(net.Error)
	return !ok || !timeout.Timeout()
}

// statuses counts answers.
type statuses struct {
	mutex  sync.Mutex
	counts map[int]int
}

func (s *statuses) add(status int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.counts == nil {
		s.counts = map[int]int{}
	}
	s.counts[status]++
}

// String lists the statuses in order with their counts, and the number of missing answers.
func (s *statuses) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	var all []string
	for _, status := range slices.Sorted(maps.Keys(s.counts)) {
		name := strconv.Itoa(status)
		if status == 0 {
			name = "none"
		}
		all = append(all, fmt.Sprintf("%d×%s", s.counts[status], name))
	}
	return strings.Join(all, " ")
}

// only returns a description of answers with other statuses than these, "" if there are none.
func (s *statuses) only(right ...int) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for status := range s.counts {
		if !slices.Contains(right, status) {
			return fmt.Sprintf("answered with other than %v", right)
		}
	}
	return ""
}

// witness is a client that sends requests during the attack, and writes now and then.
type witness struct {
	asked   int
	slowest time.Duration
	errors  int
	first   string
}

func (w *witness) watch(v *victim, may int, ended <-chan struct{}) {
	const pause = 5 * time.Millisecond
	for {
		select {
		case <-ended:
			return
		case <-time.After(pause):
		}
		method, body := "GET", ""
		if w.asked%2 == 1 {
			method, body = "PATCH", `{"user_path_template":"x"}`
		}
		begun := time.Now()
		status, err := v.ask(method, exampleAddress, body)
		w.asked++
		w.slowest = max(w.slowest, time.Since(begun))
		if err != nil || status != 200 && status != may {
			w.errors++
			if w.first == "" {
				w.first = fmt.Sprintf("%s: %d %v", method, status, err)
			}
		}
	}
}

// row is the result of an attack.
type row struct {
	*attack
	sent                int
	before, peak, after int64
	witness
	wrong, answers string
}

func (a *attack) mount(t *testing.T) row {
	v := startVictim(t, a.flags)
	for range 200 { // a server that has been in use
		v.ask("PATCH", exampleAddress, `{"user_path_template":"x"}`)
	}
	time.Sleep(time.Second)
	v.forgetPeak()
	r := row{attack: a, before: v.memory("VmRSS")}
	stop := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() { r.watch(v, a.may, stop) })
	watching.Go(func() { v.guard(stop) })
	r.sent, r.wrong = a.run(v)
	r.answers = v.got.String()
	time.Sleep(time.Second)
	r.peak, r.after = v.memory("VmHWM"), v.memory("VmRSS")
	close(stop)
	watching.Wait()
	return r
}

// faults returns the figures that exceed a limit.
func (r row) faults() string {
	var all []string
	if r.before >= 0 && r.peak < 0 {
		all = append(all, "the server is gone")
	}
	if r.attack.peak > 0 && r.peak > r.attack.peak*mib {
		all = append(all, fmt.Sprintf("peak above %d MiB", r.attack.peak))
	}
	if r.attack.after > 0 && r.after > r.attack.after*mib {
		all = append(all, fmt.Sprintf("after above %d MiB", r.attack.after))
	}
	if r.errors > 0 {
		all = append(all, "another client: "+r.first)
	}
	if r.wrong != "" {
		all = append(all, r.wrong)
	}
	return strings.Join(all, "; ")
}

// TestAttack runs every attack and prints its results. Memory is the resident size on Linux; other systems do
// not report it. Times are only printed, since they depend on the machine.
func TestAttack(t *testing.T) {
	var table strings.Builder
	columns := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(columns, "attack\tsent\tanswers\tMiB before\tpeak\t1 s after\tothers asked\tslowest\terrors\tverdict")
	for i := range attacks {
		t.Run(attacks[i].name, func(t *testing.T) {
			r := attacks[i].mount(t)
			verdict := "ok"
			if faults := r.faults(); faults != "" {
				t.Error(faults)
				verdict = "FAIL: " + faults
			}
			fmt.Fprintf(columns, "%s\t%d\t%s\t%s\t%s\t%s\t%d\t%v\t%d\t%s\n", r.name, r.sent, r.answers, inMiB(r.before), inMiB(r.peak), inMiB(r.after),
				r.asked, r.slowest.Round(time.Millisecond), r.errors, verdict)
		})
	}
	columns.Flush()
	fmt.Print("\n", table.String())
}

func inMiB(bytes int64) string {
	if bytes < 0 {
		return "?"
	}
	return strconv.FormatInt(bytes/mib, 10)
}

// together runs part for each client concurrently, and waits for all.
func together(clients int, part func(client int)) {
	var all sync.WaitGroup
	for client := range clients {
		all.Go(func() { part(client) })
	}
	all.Wait()
}

// counter counts the requests of many clients.
type counter struct{ atomic.Int64 }

func (c *counter) get() int { return int(c.Load()) }
