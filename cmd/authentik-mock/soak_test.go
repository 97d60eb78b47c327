//go:build attack

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"
)

// soakWorkspaces is how many clients work at once, each in a workspace of its own.
const soakWorkspaces = 20

// soakFaults are set in every workspace: what they do to requests must not stay behind either.
var soakFaults = map[string]string{
	"slow":      `{"probability": 0.1, "then": {"delay": "1ms"}}`,
	"busy":      `{"probability": 0.02, "then": {"status": 503}}`,
	"reset":     `{"probability": 0.01, "then": {"connection": "reset"}}`,
	"truncated": `{"probability": 0.01, "then": {"connection": "truncated"}}`,
	"drip":      `{"probability": 0.005, "then": {"connection": "drip", "delay": "20ms"}}`,
}

// A figure is what the soak measures, and what may be added to it from the first sample to the last.
type figure struct {
	name, metric string
	unit, most   float64
}

var soakFigures = []figure{
	{"MiB resident", "process_resident_memory_bytes", mib, 64},
	{"MiB of heap", "authentik_mock_heap_bytes", mib, 64},
	{"goroutines", "go_goroutines", 1, 8},
	{"descriptors", "process_open_fds", 1, 8},
	{"MiB of state", "authentik_mock_state_bytes", mib, 4},
	{"MiB held", "authentik_mock_held_bytes", mib, 1},
	{"streams", "authentik_mock_event_streams", 1, 0},
	{"worlds", "authentik_mock_worlds", 1, 0},
	{"journal entries", "authentik_mock_journal_entries", 1, 100},
	{"faults", "authentik_mock_faults", 1, 0},
}

// TestSoak sends mixed load in twenty workspaces with faults for SOAK (ten minutes), and compares what the server
// takes once every workspace has been used for a while with what it takes at the end. It samples between rounds, when no
// request is under way and the clients have closed their connections, so that what is left is what was not given back.
func TestSoak(t *testing.T) {
	lasting := 10 * time.Minute
	if text := os.Getenv("SOAK"); text != "" {
		var err error
		if lasting, err = time.ParseDuration(text); err != nil {
			t.Fatalf("SOAK=%s: %v", text, err)
		}
	}
	// Small journals, which are full when the first sample is taken: one that fills up is no leak.
	v := startVictim(t, []string{"--journal-entries=500", "--journal-size=1048576"})
	const samples = 10
	s := soak{victim: v}
	begun := time.Now()
	var table []map[string]float64
	for range samples + 1 { // the first for what is used for the first time
		s.round(t, lasting/samples)
		row := s.sample(t)
		row["minutes"] = time.Since(begun).Minutes()
		table = append(table, row)
	}
	var text strings.Builder
	columns := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(columns, "minutes\t")
	for _, f := range soakFigures {
		fmt.Fprint(columns, f.name, "\t")
	}
	fmt.Fprintln(columns)
	for _, row := range table {
		fmt.Fprintf(columns, "%.1f\t", row["minutes"])
		for _, f := range soakFigures {
			fmt.Fprintf(columns, "%.1f\t", row[f.metric]/f.unit)
		}
		fmt.Fprintln(columns)
	}
	columns.Flush()
	fmt.Printf("\n%s%d requests; answers: %s\n", text.String(), s.sent.Load(), v.got.String())
	first, last := table[0], table[samples]
	for _, f := range soakFigures {
		if more := (last[f.metric] - first[f.metric]) / f.unit; more > f.most {
			t.Errorf("%s grew by %.1f, from %.1f", f.name, more, first[f.metric]/f.unit)
		}
	}
	for _, status := range []int{200, 201, 204, 400, 404, 503} {
		if v.got.counts[status] == 0 {
			t.Errorf("no answer was %d", status)
		}
	}
	if n := v.got.counts[http.StatusInternalServerError]; n > 0 {
		t.Errorf("%d answers were 500", n)
	}
}

// soak is a load.
type soak struct {
	*victim
	sent atomic.Int64
}

// round sends requests in all workspaces for a time. Its clients keep nothing when it is over.
func (s *soak) round(t *testing.T, lasting time.Duration) {
	t.Helper()
	until := time.Now().Add(lasting)
	var all sync.WaitGroup
	for number := range soakWorkspaces {
		all.Go(func() {
			transport := &http.Transport{MaxIdleConnsPerHost: 4}
			defer transport.CloseIdleConnections()
			c := soakClient{soak: s, workspace: fmt.Sprintf("soak-%d", number), client: &http.Client{Transport: transport, Timeout: 20 * time.Second}}
			for time.Now().Before(until) {
				if err := c.session(); err != nil {
					t.Errorf("%s: %v", c.workspace, err)
					return
				}
			}
		})
	}
	all.Wait()
}

// sample reads the metrics when the server has noticed that the connections are closed: when no figure of them changes.
func (s *soak) sample(t *testing.T) map[string]float64 {
	t.Helper()
	var last map[string]float64
	for range 100 {
		now := s.metrics(t)
		if last != nil && last["process_open_fds"] == now["process_open_fds"] && last["go_goroutines"] == now["go_goroutines"] {
			return now
		}
		last = now
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the descriptors and goroutines go on changing without a request")
	return nil
}

func (s *soak) metrics(t *testing.T) map[string]float64 {
	t.Helper()
	response, err := s.client.Get("http://" + s.address + "/__mock/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	figures := map[string]float64{}
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if name, value, found := strings.Cut(lines.Text(), " "); found {
			figures[name], _ = strconv.ParseFloat(value, 64)
		}
	}
	return figures
}

// soakClient works in a workspace.
type soakClient struct {
	*soak
	workspace string
	client    *http.Client
}

// session is what a client does from one reset to the next: it sets the faults, follows the events, writes, reads, searches,
// is refused, uploads, keeps and restores.
func (c *soakClient) session() error {
	if _, _, err := c.ask("POST", "/__mock/reset", ""); err != nil {
		return err
	}
	for name, fault := range soakFaults {
		if status, text, err := c.ask("PUT", "/__mock/faults/"+name, fault); err != nil || status != http.StatusOK {
			return fmt.Errorf("the fault %s: %d %s %w", name, status, text, err)
		}
	}
	stream, err := c.follow()
	if err != nil {
		return err
	}
	defer stream.Close()
	const stages = "/api/v3/stages/user_write/"
	for i := range 40 {
		_, text, err := c.ask("POST", stages, fmt.Sprintf(`{"name": "soak %d"}`, i))
		if err != nil {
			return err
		}
		var made struct{ PK string }
		json.Unmarshal(text, &made) // a fault has none, and its address is then not found
		at := stages + made.PK + "/"
		if made.PK == "" {
			at = stages + "00000000-0000-4000-8000-000000000000/"
		}
		long := `{"user_path_template": "` + strings.Repeat("x", rand.IntN(64<<10)) + `"}`
		for _, request := range [][3]string{
			{"GET", at, ""}, {"PATCH", at, fmt.Sprintf(`{"name": "soak %d changed"}`, i)}, {"PATCH", at, `{"name": ""}`}, {"PUT", at, long},
			{"PATCH", exampleAddress, `{"user_path_template": "x"}`}, {"GET", stages + "?search=soak&ordering=-name&page_size=20", ""},
			{"GET", "/api/v3/core/users/?page_size=100", ""}, {"GET", "/api/v3/events/events/?page_size=20", ""}, {"OPTIONS", at, ""},
			{"GET", "/api/v3/flows/instances/default-authentication-flow/diagram/", ""},
			{"GET", "/api/v3/flows/instances/default-authentication-flow/export/", ""},
			{"GET", "/api/v3/nowhere/", ""}, {"PATCH", exampleAddress, `{"name"`}, {"DELETE", at, ""}, {"GET", "/__mock/requests?limit=20", ""},
		} {
			if _, _, err := c.ask(request[0], request[1], request[2]); err != nil {
				return err
			}
		}
		if i%10 == 5 {
			for _, request := range [][3]string{
				{"PUT", "/__mock/snapshots/kept", ""}, {"POST", "/__mock/snapshots/kept/restore", ""}, {"DELETE", "/__mock/snapshots/kept", ""},
				{"GET", "/__mock/state", ""}, {"GET", "/__mock/blueprint", ""}, {"PUT", "/__mock/clock", `{"advance": "1h"}`},
			} {
				if _, _, err := c.ask(request[0], request[1], request[2]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// follow opens the stream of the workspace's events, and reads what it sends until it is closed.
func (c *soakClient) follow() (io.Closer, error) {
	request, err := c.request("GET", "/__mock/events", "")
	if err != nil {
		return nil, err
	}
	response, err := (&http.Client{Transport: c.client.Transport}).Do(request) // without a time limit
	if err != nil {
		return nil, err
	}
	go io.Copy(io.Discard, response.Body)
	return response.Body, nil
}

func (c *soakClient) request(method, path, body string) (*http.Request, error) {
	request, err := http.NewRequest(method, "http://"+c.address+path, strings.NewReader(body))
	if err == nil {
		request.Header = http.Header{"Authorization": {"Bearer mock-token"}, "X-Mock-Workspace": {c.workspace}, "Content-Type": {"application/json"}}
	}
	return request, err
}

// ask sends a request and reads its answer. A connection that a fault closes is an answer with the status 0.
func (c *soakClient) ask(method, path, body string) (status int, text []byte, err error) {
	request, err := c.request(method, path, body)
	if err != nil {
		return 0, nil, err
	}
	c.sent.Add(1)
	response, err := c.client.Do(request)
	if err != nil {
		if strings.HasPrefix(path, "/__mock/") {
			return 0, nil, err // no fault strikes there
		}
		c.got.add(0)
		return 0, nil, nil
	}
	defer response.Body.Close()
	var read bytes.Buffer
	_, err = read.ReadFrom(response.Body)
	if strings.HasPrefix(path, "/api/") {
		c.got.add(response.StatusCode)
		err = nil // a fault may have cut the answer
	}
	return response.StatusCode, read.Bytes(), err
}
