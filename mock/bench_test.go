package mock_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
)

// patchBody is a valid body without flow_set, so that every request changes the same row and nothing grows.
const patchBody = `{"name":"string","user_creation_mode":"never_create","create_users_as_inactive":true,` +
	`"create_users_group":"3fa85f64-5717-4562-b3fc-2c963f66afa6","user_type":"internal","user_path_template":"string"}`

// gcPercent is the command's value, for everything that is compared here.
const gcPercent = 400

// round sends count PATCHes from as many clients as there are processors, twice over, and returns how long it took.
func round(b *testing.B, client *http.Client, url, token string, count int) time.Duration {
	clients := 2 * runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	begun := time.Now()
	for range clients {
		all.Go(func() {
			for range count / clients {
				request, _ := http.NewRequest("PATCH", url, strings.NewReader(patchBody))
				request.Header.Set("Authorization", "Bearer "+token)
				request.Header.Set("Content-Type", "application/json")
				response, err := client.Do(request)
				if err != nil {
					b.Error(err)
					return
				}
				io.Copy(io.Discard, response.Body)
				response.Body.Close()
				if response.StatusCode != 200 {
					b.Errorf("status %d", response.StatusCode)
					return
				}
			}
		})
	}
	all.Wait()
	return time.Since(begun)
}

// bareServer reads a body and writes the same bytes that the fake answers, headers and body: what net/http alone costs.
func bareServer(b *testing.B, same answer) string {
	same.header.Del("Date")
	text := []byte(same.text)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.ReadAll(r.Body)
		maps.Copy(w.Header(), same.header)
		w.Write(text)
	}))
	b.Cleanup(server.Close)
	return server.URL
}

// BenchmarkPatchBesideBareServer answers PATCHes in turn with a bare net/http server. Its metrics are requests a second
// of both, and the fake's part of the bare server's (of-bare: 1 would be no cost at all).
func BenchmarkPatchBesideBareServer(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	s := mocktest.Start(b, mock.Options{Token: "token"})
	url := s.URL + exampleAddress
	bare := bareServer(b, want(b, call(b, s, "PATCH", exampleAddress, patchBody), 200))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	const requests = 4000
	round(b, client, url, "token", requests)
	round(b, client, bare, "token", requests)
	var fakeTook, bareTook time.Duration
	rounds := 0
	for b.Loop() {
		bareTook += round(b, client, bare, "token", requests)
		fakeTook += round(b, client, url, "token", requests)
		rounds++
	}
	perSecond := func(took time.Duration) float64 { return float64(rounds*requests) / took.Seconds() }
	b.ReportMetric(perSecond(fakeTook), "fake-req/s")
	b.ReportMetric(perSecond(bareTook), "bare-req/s")
	b.ReportMetric(perSecond(fakeTook)/perSecond(bareTook), "of-bare")
	b.ReportMetric(0, "ns/op")
}

// manyStages returns a seed of count stages.
func manyStages(b testing.TB, count int) string {
	var text bytes.Buffer
	text.WriteString("stages:\n")
	for i := range count {
		fmt.Fprintf(&text, "  - {name: bulk %d, type: user_write}\n", i)
	}
	return writeFile(b, "bulk.yaml", text.String())
}

// BenchmarkPatchAmongManyStages is what a PATCH costs inside the handler, among few stages and among many: the body of the
// other benchmark, and one that gives a new name, for which the index of names has to be changed too. Compare the two
// sizes: the second may cost 1.2 times the first. The metric of-fake is the allocations without those of the benchmark
// itself, which makes a request and a writer: at most 75 for the usual body.
func BenchmarkPatchAmongManyStages(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	bodies := []struct {
		name string
		body func(i int) string
	}{
		{"usual", func(int) string { return patchBody }},
		{"rename", func(i int) string { return fmt.Sprintf(`{"name":"stage %d"}`, i) }},
	}
	for _, count := range []int{10, 100_000} {
		handler := sync.OnceValue(func() http.Handler { return amongStages(b, count) })
		for _, body := range bodies {
			b.Run(fmt.Sprintf("%s/%d", body.name, count), func(b *testing.B) {
				handler := handler()
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					i++
					patch(b, handler, body.body(i))
				}
				b.StopTimer()
				b.ReportMetric(allocations(b, handler, body.body), "of-fake/op")
			})
		}
	}
}

// BenchmarkRenameAmongManyStages renames a stage among 10 and among 100,000 in turn. Its metric is the median of
// what the second takes divided by what the first takes (of-few; at most 1.2).
func BenchmarkRenameAmongManyStages(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	const straight = 50
	handlers := []http.Handler{amongStages(b, 10), amongStages(b, 100_000)}
	i := 0
	turn := func(handler http.Handler) time.Duration {
		begun := time.Now()
		for range straight {
			i++
			patch(b, handler, fmt.Sprintf(`{"name":"stage %d"}`, i))
		}
		return time.Since(begun)
	}
	var ratios []float64
	for b.Loop() {
		few := turn(handlers[0])
		ratios = append(ratios, float64(turn(handlers[1]))/float64(few))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "of-few")
	b.ReportMetric(0, "ns/op")
}

// amongStages returns a fake with count stages beside those of the demo seed.
func amongStages(tb testing.TB, count int) http.Handler {
	handler, err := mock.New(mock.Options{
		Token: "token", Seeds: []string{mock.SeedDemo, manyStages(tb, count)}, MaxYAMLNodes: 10 * (count + 1000),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return handler
}

// TestPatchAllocatesLittle holds the usual PATCH to a number of allocations, which says more on a busy machine than a time.
func TestPatchAllocatesLittle(t *testing.T) {
	const most = 75
	got := allocations(t, amongStages(t, 10), func(int) string { return patchBody })
	if got > most {
		t.Errorf("a PATCH takes %v allocations, more than %d: go test ./mock -run '^$' -bench ManyStages/usual/10 -memprofile FILE shows where", got, most)
	}
}

// silent is a handler that answers nothing, for what a benchmark itself costs.
var silent = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })

// allocations returns how many allocations a PATCH takes inside the handler.
func allocations(tb testing.TB, handler http.Handler, body func(i int) string) float64 {
	const runs = 500
	i := 0
	of := func(handler http.Handler) float64 {
		return testing.AllocsPerRun(runs, func() {
			i++
			patch(tb, handler, body(i))
		})
	}
	return of(handler) - of(silent)
}

// discarding is a writer that keeps the status alone, as a connection keeps nothing of what it sends.
type discarding struct {
	header http.Header
	status int
}

func (d *discarding) Header() http.Header                { return d.header }
func (d *discarding) WriteHeader(status int)             { d.status = status }
func (d *discarding) Write(text []byte) (n int, _ error) { return len(text), nil }

// patch sends a PATCH straight to a handler.
func patch(tb testing.TB, handler http.Handler, body string) { patchWith(tb, handler, "token", body) }

// patchWith does the same with a token of its own.
func patchWith(tb testing.TB, handler http.Handler, token, body string) {
	request := httptest.NewRequest("PATCH", exampleAddress, strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	answer := &discarding{header: http.Header{}}
	handler.ServeHTTP(answer, request)
	if answer.status != 200 {
		tb.Fatal("status ", answer.status)
	}
}

// BenchmarkPatchJournalled answers PATCHes in turn with a journal and without one, straight and over HTTP. Its metrics are
// what the journal adds to a PATCH, between the fastest tenths of the rounds of both (journal-ns; at most 1500), and its part of the
// requests a second over HTTP (of-unjournalled; at least 0.9).
func BenchmarkPatchJournalled(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	const turns, straight, served = 200, 20, 2000
	options := []mock.Options{{Token: "token"}, {Token: "token", JournalSize: -1}}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	var handlers []http.Handler
	var urls []string
	for _, o := range options {
		handler, err := mock.New(o)
		if err != nil {
			b.Fatal(err)
		}
		for range 12_000 { // until the journal is full
			patch(b, handler, patchBody)
		}
		handlers, urls = append(handlers, handler), append(urls, mocktest.Start(b, o).URL+exampleAddress)
	}
	var rounds [2][]time.Duration
	var took [2]time.Duration
	for b.Loop() {
		for turn := range turns * len(options) {
			i, begun := turn%len(options), time.Now()
			for range straight {
				patch(b, handlers[i], patchBody)
			}
			rounds[i] = append(rounds[i], time.Since(begun)/straight)
		}
		for i := range options {
			took[i] += round(b, client, urls[i], "token", served)
		}
	}
	// The very fastest round is a matter of luck, and the median has what else the machine does.
	fast := func(of []time.Duration) time.Duration { return slices.Sorted(slices.Values(of))[len(of)/10] }
	b.ReportMetric(float64(fast(rounds[0])-fast(rounds[1])), "journal-ns")
	b.ReportMetric(float64(fast(rounds[1])), "unjournalled-ns")
	b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "of-unjournalled")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkPatchInWorkspaces answers PATCHes in turn in the common world, in one workspace and in 200 of them. Its metrics
// are what a PATCH takes in the common world, and that divided by what it takes in one workspace and in one of 200
// (of-one, of-many: 1 would be no cost at all).
func BenchmarkPatchInWorkspaces(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	const straight, many = 2000, 200
	handler, err := mock.New(mock.Options{Token: "token"})
	if err != nil {
		b.Fatal(err)
	}
	tokens := [][]string{{"token"}, {"token~one"}, make([]string, many)}
	for i := range many {
		tokens[2][i] = fmt.Sprint("token~w", i)
	}
	var took [3]time.Duration
	for b.Loop() {
		for i, those := range tokens {
			begun := time.Now()
			for n := range straight {
				patchWith(b, handler, those[n%len(those)], patchBody)
			}
			took[i] += time.Since(begun)
		}
	}
	b.ReportMetric(float64(took[0])/float64(b.N*straight), "common-ns")
	b.ReportMetric(float64(took[0])/float64(took[1]), "of-one")
	b.ReportMetric(float64(took[0])/float64(took[2]), "of-many")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkFirstRequestInAWorkspace measures the cost of a new workspace: each request creates one.
func BenchmarkFirstRequestInAWorkspace(b *testing.B) {
	handler, err := mock.New(mock.Options{MaxWorkspaces: 1 << 30})
	if err != nil {
		b.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range b.N {
		request := httptest.NewRequest("GET", "/-/health/live/", nil)
		request.Header.Set("X-Mock-Workspace", fmt.Sprint("w", b.N, "-", i))
		handler.ServeHTTP(httptest.NewRecorder(), request)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(b.N), "kept-B/op")
	runtime.KeepAlive(handler)
}

// BenchmarkWorldsAmongManyObjects measures what a test suite does between tests, in a fake with few objects and in one with
// 10,000: the first write in a new workspace (fork), a reset after a write, keeping a snapshot, and going back to it after a
// write. Its metrics are the medians in microseconds (at most 1000); compare the two sizes: the state is shared, not copied.
func BenchmarkWorldsAmongManyObjects(b *testing.B) {
	for _, count := range []int{10, 10_000} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			handler := amongStages(b, count)
			ask := func(status int, method, path, body, workspace string) time.Duration {
				request := httptest.NewRequest(method, path, strings.NewReader(body))
				request.Header.Set("Authorization", "Bearer token")
				request.Header.Set("Content-Type", "application/json")
				request.Header.Set("X-Mock-Workspace", workspace)
				answer := httptest.NewRecorder()
				begun := time.Now()
				handler.ServeHTTP(answer, request)
				took := time.Since(begun)
				if answer.Code != status {
					b.Fatalf("%s %s: %d: %s", method, path, answer.Code, answer.Body)
				}
				return took
			}
			const roles = "/api/v3/rbac/roles/"
			took := map[string][]time.Duration{}
			for b.Loop() {
				workspace := fmt.Sprint("w", len(took["fork"]))
				write := func() time.Duration { return ask(201, "POST", roles, `{"name": "of a test"}`, workspace) }
				took["fork"] = append(took["fork"], write())
				took["reset"] = append(took["reset"], ask(204, "POST", "/__mock/reset", "", workspace))
				took["keep"] = append(took["keep"], ask(200, "PUT", "/__mock/snapshots/kept", "", workspace))
				write()
				took["restore"] = append(took["restore"], ask(204, "POST", "/__mock/snapshots/kept/restore", "", workspace))
				write()
				ask(204, "DELETE", "/__mock/workspaces/"+workspace, "", workspace)
			}
			for name, each := range took {
				slices.Sort(each)
				b.ReportMetric(float64(each[len(each)/2].Nanoseconds())/1000, name+"-us")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}
