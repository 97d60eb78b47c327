package mock

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// The declarations of authentik's resources have no such mistakes, so that these tests declare their own.

var toyModel = drf.Model{Table: "brand", App: "toys", Name: "toy", Object: "Toy", String: func(*store.Tx, *store.Row) string { return "" }}

func toyResource(path string, more ...drf.Field) drf.Resource {
	fields := append([]drf.Field{
		{Name: "pk", Kind: drf.UUID, Source: "brand_uuid", ReadOnly: true},
		{Name: "domain", Kind: drf.Char, Required: true},
	}, more...)
	return drf.Resource{Path: path, Model: toyModel, Fields: fields}
}

func acting(name string, run func(*drf.Request, *store.Row) (*drf.Response, error)) drf.Action {
	return drf.Action{Name: name, Method: http.MethodPost, Free: true, Run: run}
}

// brokenFake returns a fake with mistakes, and what it logs.
func brokenFake(t *testing.T, logger *slog.Logger) (*fake, *httptest.Server) {
	t.Helper()
	f, err := newFake(Options{Seeds: []string{SeedFresh}, Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	wrong := toyResource("wrong/resource")
	wrong.Actions = []drf.Action{
		acting("error", func(*drf.Request, *store.Row) (*drf.Response, error) { return nil, errors.New("a mistake") }),
		acting("panic", func(*drf.Request, *store.Row) (*drf.Response, error) { panic("a mistake") }),
		acting("type", func(*drf.Request, *store.Row) (*drf.Response, error) {
			return &drf.Response{Status: http.StatusOK, Body: map[string]string{}}, nil
		}),
		acting("half", func(r *drf.Request, _ *store.Row) (*drf.Response, error) {
			if _, err := r.Tx.Insert("brand", map[string]any{"domain": "half"}); err != nil {
				return nil, err
			}
			panic("a mistake")
		}),
		acting("crash", func(*drf.Request, *store.Row) (*drf.Response, error) { return nil, drf.Crash("it does so") }),
	}
	created := toyResource("wrong/created")
	created.Created = func(*drf.Request, drf.Values) { panic("a mistake") }
	f.site, err = drf.NewSite(f.profile.Contract, drf.Declarations{
		Resources: []drf.Resource{
			toyResource("right"), wrong, created,
			toyResource("wrong/column", drf.Field{Name: "colour", Kind: drf.Char, Blank: true}),
		},
		PageSizes: func(*drf.Request) drf.PageSizes { return drf.PageSizes{Normal: 100, Most: 100} },
	})
	if err != nil {
		t.Fatal(err)
	}
	f.route()
	f.engine.GET("/begun/", func(c *gin.Context) {
		c.Writer.WriteHeader(http.StatusOK)
		c.Writer.Write([]byte("some"))
		c.Writer.Flush()
		panic("a mistake")
	})
	server := httptest.NewUnstartedServer(f)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.Start()
	t.Cleanup(server.Close)
	return f, server
}

// lockedBuffer is a log that several requests write.
type lockedBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *lockedBuffer) Write(text []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(text)
}

// take returns what was logged since the last call.
func (b *lockedBuffer) take() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	text := b.text.String()
	b.text.Reset()
	return text
}

func send(t *testing.T, server *httptest.Server, method, path, body string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+DefaultToken)
	request.Header.Set("Content-Type", "application/json")
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

// right returns the state, as a resource without mistakes shows it.
func right(t *testing.T, server *httptest.Server) string {
	t.Helper()
	response, text := send(t, server, "GET", "/api/v3/right/", "")
	if response.StatusCode != http.StatusOK {
		t.Fatalf("the list is %d: %s", response.StatusCode, text)
	}
	return text
}

func TestAMistakeOfTheFakeIsNoAnswerOfAuthentik(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	_, server := brokenFake(t, slog.New(slog.NewJSONHandler(&log, nil)))
	before := right(t, server)
	var listed struct{ Results []struct{ PK string } }
	if err := json.Unmarshal([]byte(before), &listed); err != nil || len(listed.Results) == 0 {
		t.Fatalf("%v: %s", err, before)
	}
	column := "/api/v3/wrong/column/" + listed.Results[0].PK + "/"
	for _, c := range []struct{ method, path, body, says string }{
		{"GET", "/api/v3/wrong/column/", "", "colour"},
		{"GET", column, "", "colour"},
		{"PATCH", column, `{"domain": "changed"}`, "colour"},
		{"PATCH", column, `{"domain": "changed", "colour": "red"}`, "colour"},
		{"PUT", column, `{"domain": "changed"}`, "colour"},
		{"POST", "/api/v3/wrong/column/", `{"domain": "new", "colour": "red"}`, "colour"},
		{"POST", "/api/v3/wrong/created/", `{"domain": "new"}`, "a mistake"},
		{"POST", "/api/v3/wrong/resource/error/", "", "a mistake"},
		{"POST", "/api/v3/wrong/resource/panic/", "", "a mistake"},
		{"POST", "/api/v3/wrong/resource/half/", "", "a mistake"},
		{"POST", "/api/v3/wrong/resource/type/", "", "map[string]string"},
	} {
		log.take()
		response, text := send(t, server, c.method, c.path, c.body)
		logged := log.take()
		name := c.method + " " + c.path + " " + c.body
		header := response.Header
		if response.StatusCode != http.StatusInternalServerError || header.Get("Content-Type") != "application/problem+json" || header.Get("X-Authentik-Mock") != "fault" {
			t.Errorf("%s: %d, content type %q, X-Authentik-Mock %q", name, response.StatusCode, header.Get("Content-Type"), header.Get("X-Authentik-Mock"))
		}
		if header.Get("X-Powered-By") != "" || header.Get("Allow") != "" {
			t.Errorf("%s: the answer has headers of authentik's: %v", name, header)
		}
		var problem struct {
			Title, Detail string
			Status        int
		}
		if err := json.Unmarshal([]byte(text), &problem); err != nil || problem.Status != 500 || problem.Title == "" || !strings.Contains(problem.Detail, c.says) {
			t.Errorf("%s: %v: %s", name, err, text)
		}
		for _, part := range []string{`"level":"ERROR"`, `"stack":"goroutine`, c.says, `"layer":"fault"`} {
			if !strings.Contains(logged, part) {
				t.Errorf("%s: the log lacks %s: %s", name, part, logged)
			}
		}
		if after := right(t, server); after != before {
			t.Errorf("%s changed the state:\n%s\nwas\n%s", name, after, before)
		}
	}
	if response, text := send(t, server, "POST", "/api/v3/right/", `{"domain": "new"}`); response.StatusCode != http.StatusCreated {
		t.Errorf("a write after the mistakes: %d %s", response.StatusCode, text)
	}
}

func TestACrashOfAuthentikIsNoMistakeOfTheFake(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	_, server := brokenFake(t, slog.New(slog.NewJSONHandler(&log, nil)))
	response, text := send(t, server, "POST", "/api/v3/wrong/resource/crash/", "")
	if response.StatusCode != http.StatusMethodNotAllowed || text != "" || response.Header.Get("X-Authentik-Mock") != "" || response.Header.Get("X-Powered-By") != "authentik" {
		t.Errorf("%d %q %v", response.StatusCode, text, response.Header)
	}
	if logged := log.take(); !strings.Contains(logged, `"code":"crash","why":"it does so"`) || strings.Contains(logged, "ERROR") {
		t.Error(logged)
	}
}

func TestAnAnswerThatHasBegunIsCutOff(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	_, server := brokenFake(t, slog.New(slog.NewJSONHandler(&log, nil)))
	response, err := server.Client().Get(server.URL + "/begun/")
	if err == nil {
		_, err = io.ReadAll(response.Body)
		response.Body.Close()
	}
	if err == nil {
		t.Error("the answer seems to be whole")
	}
	if logged := log.take(); !strings.Contains(logged, "a mistake") {
		t.Error(logged)
	}
}

func TestAPanicBeforeTheRoutesIsAMistakeToo(t *testing.T) {
	t.Parallel()
	var log lockedBuffer
	f, _ := brokenFake(t, slog.New(slog.NewJSONHandler(&log, nil)))
	recorder := httptest.NewRecorder()
	f.caught(func(*call) { panic("a mistake") })(newCall(recorder, httptest.NewRequest("GET", "/", nil), f.world))
	if recorder.Code != http.StatusInternalServerError || recorder.Header().Get("X-Authentik-Mock") != "fault" {
		t.Errorf("%d %v", recorder.Code, recorder.Header())
	}
}

// TestAMistakeIsLoggedWithoutALogger changes what all tests share, and does not run beside them.
func TestAMistakeIsLoggedWithoutALogger(t *testing.T) {
	var log lockedBuffer
	usual := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	defer slog.SetDefault(usual)
	_, server := brokenFake(t, nil)
	if response, _ := send(t, server, "POST", "/api/v3/wrong/resource/panic/", ""); response.StatusCode != http.StatusInternalServerError {
		t.Error(response.Status)
	}
	if logged := log.take(); !strings.Contains(logged, "a mistake") || !strings.Contains(logged, "fault_test.go") {
		t.Error(logged)
	}
}
