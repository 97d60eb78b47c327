package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/profile"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// ErrNothing is in the error of traffic that holds no request to the API.
var ErrNothing = errors.New("there was no request to /api/v3/")

// passage is a request that passed, and its answer.
type passage struct {
	request rawRequest
	answer  rawAnswer
}

// transcriber makes a scenario of what passed between a client and a server.
type transcriber struct {
	*describer
	passages []passage
	// keeps are the values of each passage's answer that later requests use: name → path.
	keeps []map[string]string
	// made are the addresses and keys of what the client created.
	made map[string]bool
	// credential is the secret of the administrator: the first that was sent.
	credential string
	// foreign says that the client wrote to what it did not create.
	foreign, stripped bool
	// names are those of given objects.
	names map[string]bool
}

// traffic is what passed between a client and a server.
type traffic struct {
	title, host string
	at          time.Time
	// stripped says that whoever wrote the traffic down left credentials out.
	stripped bool
	passages []passage
}

// transcribe writes traffic as a scenario that can be replayed elsewhere: ids by name, names of what is created under the
// run's prefix, secrets by placeholders. The error says that there is nothing to write, or that a secret would be.
func transcribe(all traffic) ([]byte, error) {
	t := &transcriber{describer: newDescriber(all.host, profile.All[len(profile.All)-1]), made: map[string]bool{}, names: map[string]bool{},
		stripped: all.stripped}
	t.passages = slices.DeleteFunc(slices.Clone(all.passages), func(p passage) bool { return !p.belongs() })
	if len(t.passages) == 0 {
		return nil, ErrNothing
	}
	t.keeps = make([]map[string]string, len(t.passages))
	for _, p := range all.passages {
		t.secrets.learn(p) // also those of a login, which is not written
	}
	s := Scenario{Title: all.title}
	t.findVersion(&s, all.at)
	t.findOwn()
	if err := t.findGiven(&s); err != nil {
		return nil, err
	}
	t.findOwn() // what is given may be renamed
	for i := range t.passages {
		step, err := t.step(i)
		if err != nil {
			return nil, err
		}
		s.Steps = append(s.Steps, step)
	}
	for i := range s.Steps {
		s.Steps[i].Keep = t.keeps[i]
	}
	text := s.text(t.comments(len(all.passages) - len(t.passages)))
	if err := t.secrets.scan(text, s.stepAt(text)); err != nil {
		return nil, err
	}
	if _, err := ReadScenario(all.title, []byte(text)); err != nil {
		return nil, fmt.Errorf("what was written cannot be read again: %w", err)
	}
	return []byte(text), nil
}

// belongs says whether a passage is written: requests to the API, but not the preflights of a browser, and not the steps
// of a login, which only a browser's cookies hold together.
func (p passage) belongs() bool {
	preflight := p.request.method == "OPTIONS" && headerOf(p.request.headers, "Access-Control-Request-Method") != ""
	return strings.HasPrefix(p.request.path, "/api/v3/") && !strings.HasPrefix(p.request.path, "/api/v3/flows/executor/") &&
		!strings.HasPrefix(p.request.path, "/api/v3/flows/inspector/") && !preflight
}

func (t *transcriber) comments(left int) []string {
	var comments []string
	if left > 0 {
		comments = append(comments, fmt.Sprintf("%d requests that are none of the API, or belong to a login, were left out.", left))
	}
	if t.foreign {
		comments = append(comments, "It writes to objects that it did not create: give it objects of its own (given:) before it runs against a server that matters.")
	}
	return comments
}

// findVersion finds out which version answered: the server said so, or the way in which it names JSON does.
func (t *transcriber) findVersion(s *Scenario, at time.Time) {
	for _, p := range t.passages {
		body, _ := orjson.Parse(p.answer.body)
		if version, ok := memberOf(body, "version_current").(string); ok {
			t.profile, _ = profileOf(version)
			s.Profiles = []string{t.profile.Name}
			s.Recorded = map[string]string{version: at.Format(time.DateOnly)}
			return
		}
		if strings.HasPrefix(p.answer.header.Get("Content-Type"), "application/json;") {
			t.profile = profile.All[1]
		}
	}
}

// findOwn finds the objects that the client created, and their names, which a run prefixes.
func (t *transcriber) findOwn() {
	for _, p := range t.passages {
		request, _ := orjson.Parse(p.request.body)
		answer, _ := orjson.Parse(p.answer.body)
		collection := collectionOf(p.request.path)
		created := collection != "" && p.request.method == "POST" && p.answer.status == http.StatusCreated
		changed := p.answer.status == http.StatusOK && (p.request.method == "PUT" || p.request.method == "PATCH") && t.made[address(p.request.path)]
		if created {
			t.made[objectPath(collection, keyOf(collection, answer))] = true
			t.made[plain(memberOf(answer, "pk"))] = true
		}
		for _, member := range naming {
			if name, _ := memberOf(request, member).(string); (created || changed) && strings.TrimSpace(name) != "" {
				t.rename(strings.TrimSpace(name), ownPrefix+strings.TrimSpace(name))
			}
		}
		if changed { // a flow may have moved
			t.made[objectPath(path.Dir(strings.TrimPrefix(address(p.request.path), "/api/v3")), keyOf("", answer))] = true
		}
	}
}

// rename lets a word stand for a name; the first one counts.
func (t *transcriber) rename(name, word string) {
	if t.own[name] == "" {
		t.own[name] = word
	}
}

// escaped is what stands for a name in an address, where it is written in an escaped form.
func (t *transcriber) escaped(name, form string) string {
	if t.own[name] == ownPrefix+name {
		return ownPrefix + form
	}
	return t.own[name]
}

func address(path string) string {
	address, _, _ := strings.Cut(path, "?")
	return address
}

// step writes a passage as a step.
func (t *transcriber) step(i int) (Step, error) {
	p := t.passages[i]
	t.nameValues(i)
	step := Step{Method: p.request.method, Path: t.path(p.request.path), As: t.as(i), Type: headerOf(p.request.headers, "Content-Type")}
	for _, name := range keptHeaders {
		if value := headerOf(p.request.headers, name); value != "" && t.matters(name, value, p) {
			step.Headers = append(step.Headers, [2]string{name, t.text("", value)})
		}
	}
	if len(p.request.body) > 0 || step.Type != "" && p.request.body != nil {
		body, err := t.body(p.request.body)
		if err != nil {
			return step, fmt.Errorf("%w (step %d, %s %s)", err, i+1, p.request.method, address(p.request.path))
		}
		step.Body = &body
	}
	if t.foreignWrite(p) {
		t.foreign = true
	}
	step.Expect = t.expectation(p.request.method, p.request.path, p.answer)
	if list, ok := t.foreignList(p); ok {
		step.Expect.Answer = &list
	}
	if secretMember.Match(p.request.body) && !json.Valid(p.request.body) {
		step.Expect.Answer, step.Expect.AnyBody = nil, len(p.answer.body) > 0 // it counts the characters of the secret
	}
	return step, nil
}

func (t *transcriber) foreignWrite(p passage) bool {
	writes := slices.Contains([]string{"PUT", "PATCH", "DELETE"}, p.request.method) && p.answer.status < http.StatusMultipleChoices
	return writes && !t.made[address(p.request.path)]
}

// foreignList is what to expect of a page of a list that holds objects of the installation, which another has not.
func (t *transcriber) foreignList(p passage) (string, bool) {
	parsed, _ := orjson.Parse(p.answer.body)
	items, isList := memberOf(parsed, "results").([]any)
	if !isList || !slices.ContainsFunc(items, func(item any) bool { return !t.made[plain(memberOf(item, "pk"))] }) {
		return "", false
	}
	described := python.NewDict()
	for name, value := range parsed.(*python.Dict).All() {
		if name == "pagination" || name == "results" {
			value = "<any>"
		}
		described.Set(name, t.value(name, value))
	}
	return string(orjson.Append(nil, described)), true
}

// keptHeaders are the request headers that decide over an answer; no others are written.
var keptHeaders = []string{"Accept", "Accept-Language", "Content-Encoding", "If-Match", "If-None-Match", "X-Http-Method-Override"}

// matters says whether a header of a request made its answer another one.
func (t *transcriber) matters(name, value string, p passage) bool {
	switch name {
	case "Accept":
		return !strings.Contains(value, "application/json") && !strings.Contains(value, "*/*")
	case "Accept-Language":
		return p.answer.header.Get("Content-Language") != "en"
	}
	return true
}

func headerOf(headers [][2]string, name string) string {
	for _, h := range headers {
		if strings.EqualFold(h[0], name) {
			return h[1]
		}
	}
	return ""
}

// as is who sent a request: the first credential is the administrator's, as is the session of a browser.
func (t *transcriber) as(i int) string {
	headers := t.passages[i].request.headers
	authorization := headerOf(headers, "Authorization")
	if authorization == "" {
		body := string(t.passages[i].answer.body)
		if headerOf(headers, "Cookie") == "" && !t.stripped || strings.Contains(body, "Authentication credentials were not provided.") {
			return "nobody"
		}
		return "admin"
	}
	scheme, secret, ok := strings.Cut(authorization, " ")
	switch {
	case !ok:
		return t.secrets.placeholder(authorization)
	case t.credential == "" && scheme == "Bearer":
		t.credential = secret
		fallthrough
	case secret == t.credential && scheme == "Bearer":
		return "admin"
	case t.words[secret] != "":
		return scheme + " " + t.words[secret]
	}
	return scheme + " " + t.secrets.placeholder(secret)
}

var userAddress = regexp.MustCompile(`^/api/v3/core/users/(\d+)/`)

// nameValues gives a name to every value of a request that an earlier answer held.
func (t *transcriber) nameValues(i int) {
	request := t.passages[i].request
	text := request.path + " " + string(request.body)
	for _, id := range uuidText.FindAllString(text, -1) {
		if t.words[id] == "" && !t.keep(i, id) {
			t.literal[id] = true
		}
	}
	if _, secret, ok := strings.Cut(headerOf(request.headers, "Authorization"), " "); ok && t.words[secret] == "" && secret != t.credential {
		t.keep(i, secret)
	}
	parsed, _ := orjson.Parse(request.body)
	for _, number := range numbersOf("", parsed) {
		t.keepNumber(i, number)
	}
	if found := userAddress.FindStringSubmatch(request.path); found != nil {
		number, _ := strconv.ParseInt(found[1], 10, 64)
		t.keepNumber(i, number)
	}
}

// numbersOf are the numbers of users in a body.
func numbersOf(member string, value any) []int64 {
	var numbers []int64
	switch v := value.(type) {
	case *python.Dict:
		for name, item := range v.All() {
			numbers = append(numbers, numbersOf(name, item)...)
		}
	case []any:
		for _, item := range v {
			numbers = append(numbers, numbersOf(member, item)...)
		}
	case int64:
		if counted[member] {
			numbers = append(numbers, v)
		}
	}
	return numbers
}

// keep lets the first answer before a request that held a text remember it by a name; false if none held it.
func (t *transcriber) keep(before int, text string) bool {
	source, at := t.source(before, text)
	if source < 0 {
		return false
	}
	t.words[text] = "{{" + t.remember(source, at) + "}}"
	return true
}

func (t *transcriber) keepNumber(before int, number int64) {
	if t.numbers[number] != "" {
		return
	}
	for j := range before {
		if !strings.HasPrefix(t.passages[j].request.path, "/api/v3/core/users/") {
			continue
		}
		parsed, _ := orjson.Parse(t.passages[j].answer.body)
		if at := find(parsed, number); path.Ext("x."+at) == ".pk" {
			t.numbers[number] = "{{" + t.remember(j, at) + "}}"
			return
		}
	}
}

// source is the answer to take a text from, and where in it: the one that created the object, or the first that has it.
func (t *transcriber) source(before int, text string) (index int, at string) {
	index = -1
	for j := range before {
		parsed, err := orjson.Parse(t.passages[j].answer.body)
		if err != nil {
			continue
		}
		found := find(parsed, text)
		if found == "" {
			continue
		}
		if t.passages[j].answer.status == http.StatusCreated && found == "pk" {
			return j, found
		}
		if index < 0 {
			index, at = j, found
		}
	}
	return index, at
}

// find is where in a value another one is, as dig follows it; "" if it is nowhere.
func find(value, wanted any) string {
	switch v := value.(type) {
	case *python.Dict:
		for name, item := range v.All() {
			if item == wanted {
				return name
			}
			if rest := find(item, wanted); rest != "" {
				return name + "." + rest
			}
		}
	case []any:
		for i, item := range v {
			if item == wanted {
				return strconv.Itoa(i)
			}
			if rest := find(item, wanted); rest != "" {
				return strconv.Itoa(i) + "." + rest
			}
		}
	}
	return ""
}

// remember keeps a value of an answer under a name that says what it is.
func (t *transcriber) remember(i int, at string) string {
	name := at[strings.LastIndex(at, ".")+1:]
	if name == "pk" {
		name = objectName(t.passages[i].request.path)
	}
	if _, err := strconv.Atoi(name); err == nil {
		name = "item"
	}
	unused := func(name string) bool {
		return !t.names[name] && !slices.ContainsFunc(t.keeps, func(keep map[string]string) bool { return keep[name] != "" })
	}
	chosen := name
	for n := 2; !unused(chosen); n++ {
		chosen = name + strconv.Itoa(n)
	}
	if t.keeps[i] == nil {
		t.keeps[i] = map[string]string{}
	}
	t.keeps[i][chosen] = at
	return chosen
}

var collectionOfAddress = regexp.MustCompile(`^/api/v3/([a-z_]+/[a-z_]+)/`)

// objectName is what an object of an address is called: stage for stages/user_write, application for core/applications.
func objectName(path string) string {
	found := collectionOfAddress.FindStringSubmatch(path)
	if found == nil {
		return "object"
	}
	for _, k := range kinds {
		if k.collection == found[1] {
			return k.name
		}
	}
	_, last, _ := strings.Cut(found[1], "/")
	return strings.TrimSuffix(last, "s")
}

// path writes an address with its ids and names as words.
func (t *transcriber) path(address string) string {
	before, query, hasQuery := strings.Cut(address, "?")
	segments := strings.Split(before, "/")
	for i, segment := range segments {
		name, err := url.PathUnescape(segment)
		number, isNumber := strconv.ParseInt(segment, 10, 64)
		switch {
		case err == nil && t.own[name] != "":
			segments[i] = t.escaped(name, segment)
		case isNumber == nil && userAddress.MatchString(before) && t.numbers[number] != "":
			segments[i] = t.numbers[number]
		default:
			segments[i] = t.known(segment)
		}
	}
	if !hasQuery {
		return strings.Join(segments, "/")
	}
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, escaped, _ := strings.Cut(pair, "=")
		value, err := url.QueryUnescape(escaped)
		switch {
		case err == nil && value != "" && isSecret(name):
			pairs[i] = name + "=" + t.secrets.placeholder(value)
		case err == nil && t.own[strings.TrimSpace(value)] != "":
			pairs[i] = name + "=" + t.escaped(strings.TrimSpace(value), escaped)
		default:
			pairs[i] = t.withoutSecrets(t.known(pair))
		}
	}
	return strings.Join(segments, "/") + "?" + strings.Join(pairs, "&")
}

// known is a text with words for the values that have one.
func (t *transcriber) known(text string) string {
	for _, known := range longestFirst(t.words) {
		text = strings.ReplaceAll(text, known, t.words[known])
	}
	return text
}

// withoutSecrets is a text with placeholders for the secrets in it.
func (t *transcriber) withoutSecrets(text string) string {
	for _, secret := range longestFirst(t.secrets.seen) {
		if len(secret) >= shortestScanned && strings.Contains(text, secret) {
			text = strings.ReplaceAll(text, secret, t.secrets.placeholder(secret))
		}
	}
	return text
}

// body writes a request's body: with placeholders for secrets, words for what has a name, everything else as it was.
func (t *transcriber) body(body []byte) (string, error) {
	parsed, err := orjson.Parse(body)
	if err != nil || string(orjson.Append(nil, parsed)) != compact(string(body)) {
		return t.otherBody(string(body))
	}
	return string(orjson.Append(nil, t.sent("", parsed))), nil
}

// otherBody is a body that is no JSON, or JSON that only a text can show.
func (t *transcriber) otherBody(body string) (string, error) {
	body = secretMember.ReplaceAllStringFunc(body, func(found string) string {
		parts := secretMember.FindStringSubmatch(found)
		return parts[1] + `"` + t.secrets.placeholder(parts[2]) + `"`
	})
	body = t.withoutSecrets(t.known(body))
	return body, t.secrets.scan(body, func(int) string { return "the body of a request" })
}

// sent writes a part of a request's body that stands under a member.
func (t *transcriber) sent(member string, value any) any {
	switch v := value.(type) {
	case *python.Dict:
		written := python.NewDict()
		for name, item := range v.All() {
			under := name
			if isSecret(member) && !isSecret(name) {
				under = member
			}
			written.Set(name, t.sent(under, item))
		}
		return written
	case []any:
		written := make([]any, len(v))
		for i, item := range v {
			written[i] = t.sent(member, item)
		}
		return written
	case int64:
		if word := t.numbers[v]; counted[member] && word != "" {
			return word
		}
	case string:
		return t.sentText(member, v)
	}
	if _, isBool := value.(bool); isSecret(member) && !isBool && value != nil {
		return t.secrets.placeholder(plain(value))
	}
	return value
}

func (t *transcriber) sentText(member, text string) string {
	name := strings.TrimSpace(text)
	switch {
	case t.words[text] != "":
		return t.words[text]
	case isSecret(member) && text != "" && !wholeTime.MatchString(text):
		return t.secrets.placeholder(text)
	case slices.Contains(naming, member) && t.own[name] != "":
		return strings.Replace(text, name, t.own[name], 1)
	}
	return t.withoutSecrets(t.known(text))
}

// stepAt says which step a line of a scenario's file belongs to.
func (s Scenario) stepAt(text string) func(line int) string {
	read, err := ReadScenario("", []byte(text))
	return func(line int) string {
		where := "the head of the file"
		if err != nil {
			return fmt.Sprintf("line %d", line)
		}
		for i, step := range read.Steps {
			if step.Line <= line {
				where = fmt.Sprintf("step %d (%s %s)", i+1, step.Method, step.Path)
			}
		}
		return where
	}
}
