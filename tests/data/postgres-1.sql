--
-- PostgreSQL database dump
--


-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: account_values; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account_values (
    owner bigint NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    "time" bigint NOT NULL,
    revision bigint NOT NULL
);


--
-- Name: blocks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.blocks (
    owner bigint NOT NULL,
    blocked bigint NOT NULL
);


--
-- Name: client_ids; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.client_ids (
    sender bigint NOT NULL,
    client_id bytea NOT NULL,
    log bigint NOT NULL,
    seq bigint NOT NULL,
    own_seq bigint NOT NULL,
    "time" bigint NOT NULL,
    digest bytea NOT NULL
);


--
-- Name: facts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.facts (
    name text NOT NULL,
    value bigint NOT NULL
);


--
-- Name: left_out; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.left_out (
    owner bigint NOT NULL,
    contact bigint NOT NULL
);


--
-- Name: roster; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.roster (
    owner bigint NOT NULL,
    contact bigint NOT NULL
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    number bigint NOT NULL,
    password text NOT NULL,
    classic_password text,
    created bigint NOT NULL,
    banned bigint,
    status bigint DEFAULT 10 NOT NULL,
    is_admin bigint DEFAULT 0 NOT NULL,
    allow bigint DEFAULT 1 NOT NULL,
    unlisted bigint DEFAULT 0 NOT NULL,
    picture bytea,
    nickname text NOT NULL,
    nickname_folded text NOT NULL,
    face bigint NOT NULL,
    age bigint DEFAULT 0 NOT NULL,
    sex bigint DEFAULT 2 NOT NULL,
    province text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    home_page text DEFAULT ''::text NOT NULL,
    occupation text DEFAULT ''::text NOT NULL,
    postcode text DEFAULT ''::text NOT NULL,
    telephone text DEFAULT ''::text NOT NULL,
    about text DEFAULT ''::text NOT NULL,
    real_name text DEFAULT ''::text NOT NULL,
    school text DEFAULT ''::text NOT NULL,
    blood_type text DEFAULT ''::text NOT NULL,
    constellation text DEFAULT ''::text NOT NULL,
    city text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    mobile text DEFAULT ''::text NOT NULL,
    zodiac text DEFAULT ''::text NOT NULL,
    signature text DEFAULT ''::text NOT NULL,
    status_text text DEFAULT ''::text NOT NULL,
    shows_seen bigint DEFAULT 1 NOT NULL,
    shows_read bigint DEFAULT 0 NOT NULL,
    last_seen bigint DEFAULT 0 NOT NULL
);


--
-- Name: members; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.members AS
 SELECT o.number AS owner,
    c.number AS contact
   FROM public.users o,
    public.users c
  WHERE ((( SELECT facts.value
           FROM public.facts
          WHERE (facts.name = 'introduce'::text)) = 1) AND (o.number <> c.number) AND (o.unlisted = 0) AND (o.banned IS NULL) AND (c.unlisted = 0) AND (c.banned IS NULL) AND (NOT (EXISTS ( SELECT 1
           FROM public.roster r
          WHERE ((r.owner = o.number) AND (r.contact = c.number))))) AND (NOT (EXISTS ( SELECT 1
           FROM public.left_out l
          WHERE ((l.owner = o.number) AND (l.contact = c.number))))) AND (NOT (EXISTS ( SELECT 1
           FROM public.blocks b
          WHERE ((b.owner = o.number) AND (b.blocked = c.number))))) AND (NOT (EXISTS ( SELECT 1
           FROM public.blocks b
          WHERE ((b.owner = c.number) AND (b.blocked = o.number))))));


--
-- Name: contacts; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.contacts AS
 SELECT roster.owner,
    roster.contact,
    0 AS is_member
   FROM public.roster
UNION ALL
 SELECT members.owner,
    members.contact,
    1 AS is_member
   FROM public.members;


--
-- Name: cursors; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cursors (
    account bigint NOT NULL,
    device text NOT NULL,
    log bigint NOT NULL,
    seq bigint NOT NULL
)
WITH (fillfactor='50');


--
-- Name: deleted_users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.deleted_users (
    number bigint NOT NULL,
    deleted bigint NOT NULL
);


--
-- Name: devices; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.devices (
    account bigint NOT NULL,
    device text NOT NULL,
    token bytea NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    system text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    can_devices bigint DEFAULT 0 NOT NULL,
    can_rooms bigint DEFAULT 0 NOT NULL,
    can_files bigint DEFAULT 0 NOT NULL,
    can_changes bigint DEFAULT 0 NOT NULL,
    counts bigint DEFAULT 1 NOT NULL,
    is_idle bigint DEFAULT 0 NOT NULL,
    ended bigint,
    changed bigint NOT NULL,
    seen bigint NOT NULL
)
WITH (fillfactor='80');


--
-- Name: entries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.entries (
    log bigint NOT NULL,
    seq bigint NOT NULL,
    peer bigint NOT NULL,
    kind bigint NOT NULL,
    sender bigint NOT NULL,
    "time" bigint NOT NULL,
    client_id bytea,
    text text NOT NULL,
    mentions text,
    file bytea,
    ref_author bigint,
    ref bytea
);


--
-- Name: fetches; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fetches (
    number bigint NOT NULL,
    address text NOT NULL,
    request bytea NOT NULL,
    token bytea NOT NULL,
    since bigint NOT NULL,
    place bigint NOT NULL
);


--
-- Name: files; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.files (
    id bytea NOT NULL,
    owner bigint NOT NULL,
    digest bytea NOT NULL,
    thumbnail bytea,
    size bigint NOT NULL,
    kind text NOT NULL,
    width bigint NOT NULL,
    height bigint NOT NULL,
    hint text NOT NULL,
    name text NOT NULL,
    is_whole bigint DEFAULT 0 NOT NULL,
    created bigint NOT NULL,
    unused_since bigint
);


--
-- Name: grants; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.grants (
    giver bigint NOT NULL,
    receiver bigint NOT NULL
);


--
-- Name: held_receipts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.held_receipts (
    owner bigint NOT NULL,
    sender bigint NOT NULL,
    client_id bytea NOT NULL
);


--
-- Name: invitations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.invitations (
    digest bytea NOT NULL,
    created bigint NOT NULL,
    expires bigint NOT NULL,
    uses_left bigint NOT NULL,
    used bigint NOT NULL,
    inviter bigint,
    makes_admin bigint NOT NULL,
    room bigint,
    account bigint
);


--
-- Name: join_requests; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.join_requests (
    digest bytea NOT NULL,
    nickname text NOT NULL,
    face bigint NOT NULL,
    origin text NOT NULL,
    created bigint NOT NULL
);


--
-- Name: known_origins; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.known_origins (
    number bigint NOT NULL,
    origin text NOT NULL,
    "time" bigint NOT NULL
);


--
-- Name: logs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.logs (
    number bigint NOT NULL,
    last_seq bigint DEFAULT 0 NOT NULL,
    received bigint DEFAULT 0 NOT NULL
)
WITH (fillfactor='50');


--
-- Name: memberships; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.memberships (
    room bigint NOT NULL,
    account bigint NOT NULL,
    after_seq bigint NOT NULL,
    to_seq bigint,
    join_seq bigint NOT NULL,
    role bigint NOT NULL,
    silent_until bigint DEFAULT 0 NOT NULL
);


--
-- Name: place_log; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.place_log (
    id bigint NOT NULL,
    "time" bigint NOT NULL,
    actor bigint NOT NULL,
    subject bigint NOT NULL,
    action text NOT NULL,
    detail text NOT NULL
);


--
-- Name: place_settings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.place_settings (
    name text NOT NULL,
    value text NOT NULL
);


--
-- Name: qqdesk_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.qqdesk_version (
    version bigint NOT NULL
);


--
-- Name: read_marks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.read_marks (
    account bigint NOT NULL,
    peer bigint NOT NULL,
    seq bigint NOT NULL,
    entry bigint NOT NULL
);


--
-- Name: replies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.replies (
    number bigint NOT NULL,
    token bytea NOT NULL,
    request bytea NOT NULL,
    after_id bigint NOT NULL,
    up_to_id bigint NOT NULL,
    news text NOT NULL,
    rooms text DEFAULT ''::text NOT NULL,
    since bigint NOT NULL,
    repeats bigint NOT NULL,
    is_out bigint NOT NULL
);


--
-- Name: requests; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.requests (
    asker bigint NOT NULL,
    asked bigint NOT NULL,
    reason text NOT NULL,
    answer bigint,
    changed bigint NOT NULL
);


--
-- Name: requests_done; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.requests_done (
    request bytea NOT NULL,
    result bigint NOT NULL,
    since bigint NOT NULL
);


--
-- Name: room_asks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.room_asks (
    room bigint NOT NULL,
    account bigint NOT NULL,
    role bigint NOT NULL,
    actor bigint NOT NULL,
    reason text NOT NULL,
    created bigint NOT NULL
);


--
-- Name: rooms; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.rooms (
    number bigint NOT NULL,
    maker bigint NOT NULL,
    client_id bytea,
    name text NOT NULL,
    notice text DEFAULT ''::text NOT NULL,
    notice_author bigint DEFAULT 0 NOT NULL,
    notice_time bigint DEFAULT 0 NOT NULL,
    face bigint NOT NULL,
    join_rule bigint NOT NULL,
    keepers_write bigint DEFAULT 0 NOT NULL,
    shows_past bigint DEFAULT 1 NOT NULL,
    revision bigint DEFAULT 1 NOT NULL,
    created bigint NOT NULL
);


--
-- Name: secrets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.secrets (
    name text NOT NULL,
    value text NOT NULL
);


--
-- Data for Name: account_values; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.account_values VALUES (10001, 'group:Work', '1', 1, 1796283710863);
INSERT INTO public.account_values VALUES (10001, 'group_of:10002', '"Work"', 1, 1796283710863);
INSERT INTO public.account_values VALUES (10001, 'remark:10002', '"B"', 1, 1796283710863);


--
-- Data for Name: blocks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.blocks VALUES (10002, 10004);


--
-- Data for Name: client_ids; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.client_ids VALUES (10001, '\x00000000000000000000000000000002', 10002, 4, 4, 1796283710864, '\x74f92ddf143573e458525e4ab5315c2d');
INSERT INTO public.client_ids VALUES (10001, '\x00000000000000000000000000000004', 10002, 8, 8, 1796283710912, '\x8abf1d3e47e838b17c50a96611f8d742');
INSERT INTO public.client_ids VALUES (10001, '\x00000000000000000000000000000005', 10002, 6, 6, 1796283710870, '\x7b898940803b3ce89bb1a7d85564eb3b');
INSERT INTO public.client_ids VALUES (10001, '\x11111111111111111111111111111111', 10003, 7, 19, 1796283711210, '\xfa734aa27a9f063de10c0e5d6794e771');
INSERT INTO public.client_ids VALUES (10001, '\x22222222222222222222222222222222', 10002, 16, 20, 1796283711241, '\x9dc279bace3fdaf672fe5707d396871c');
INSERT INTO public.client_ids VALUES (10001, '\xcccccccccccccccccccccccccccccccc', 10002, 10, 10, 1796283710967, '\xff9133ce2db6d697be901ab9100b7397');
INSERT INTO public.client_ids VALUES (10001, '\xdddddddddddddddddddddddddddddddd', 10002, 11, 11, 1796283710986, '\x1ae7a4d744514d1248fb4ee0d4487e7d');
INSERT INTO public.client_ids VALUES (10002, '\x00000000000000000000000000000001', 10001, 1, 1, 1796283710619, '\x4b6d9fcb345e9b0cc64a70d69485c2cf');
INSERT INTO public.client_ids VALUES (10002, '\x00000000000000000000000000000003', 10001, 5, 5, 1796283710865, '\xf05723a9c9ea09a61937b21412429803');
INSERT INTO public.client_ids VALUES (10002, '\x00000000000000000000000000000006', 10007, 4, 4, 1796283711029, '\xfbfa7cffe8c0cb67ce2a56d28b23ea81');
INSERT INTO public.client_ids VALUES (10002, '\xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 10001, 9, 9, 1796283710955, '\x8e1abfea9263084cfbc66fdfdc7a323a');
INSERT INTO public.client_ids VALUES (10002, '\xffffffffffffffffffffffffffffffff', 10005, 1, 14, 1796283711148, '\x9257b69c586274b7cdbde7af1788952c');
INSERT INTO public.client_ids VALUES (10003, '\x74d84513a47d80226bf0a6d4fe6843bb', 10001, 18, 6, 1796283711199, '\x70219ab3fe9cb5dc1384b9f0eeda4ddb');


--
-- Data for Name: cursors; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cursors VALUES (10001, '00000000000000000000000000002711', 10001, 1);
INSERT INTO public.cursors VALUES (10001, '00000000000000000000000000002711', 10007, 0);
INSERT INTO public.cursors VALUES (10001, '77777777777777777777777777777777', 10001, 19);
INSERT INTO public.cursors VALUES (10001, '77777777777777777777777777777777', 10007, 4);
INSERT INTO public.cursors VALUES (10001, 'd7bd700e092f7ca9eb58ab540fed552b', 10001, 2);
INSERT INTO public.cursors VALUES (10001, 'd7bd700e092f7ca9eb58ab540fed552b', 10007, 0);
INSERT INTO public.cursors VALUES (10002, '00000000000000000000000000002712', 10002, 12);
INSERT INTO public.cursors VALUES (10002, '00000000000000000000000000002712', 10007, 1);
INSERT INTO public.cursors VALUES (10003, '', 10003, 7);
INSERT INTO public.cursors VALUES (10003, '00000000000000000000000000002713', 10003, 0);
INSERT INTO public.cursors VALUES (10004, '00000000000000000000000000002714', 10004, 0);
INSERT INTO public.cursors VALUES (10005, '00000000000000000000000000002715', 10005, 1);


--
-- Data for Name: deleted_users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.deleted_users VALUES (10006, 1796283711176);


--
-- Data for Name: devices; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.devices VALUES (10001, '77777777777777777777777777777777', '\x809048a3ec55e37a5c992d674f96d905aeef23d5561b375efaf2ecbe5d70ce2f', 'laptop', 'Debian GNU/Linux 13, qqdesk 0.1.0', '127.0.0.1', 1, 1, 1, 1, 1, 0, 1, 1796283711261, 1796283711261);
INSERT INTO public.devices VALUES (10004, '00000000000000000000000000002714', '\xa25174396385fb378656abf79ffbaadb5f8a821b80439b77ec9a4701ef92f108', 'computer', 'Debian GNU/Linux 13, qqdesk 0.1.0', '127.0.0.1', 1, 1, 1, 1, 1, 0, 3, 1796283711181, 1796283711181);
INSERT INTO public.devices VALUES (10001, '00000000000000000000000000002711', '\xd745e2b7f08b32835dccd3dfd81d4998e6961bcf299ddecb86c6cec5998621e1', 'computer', 'Debian GNU/Linux 13, qqdesk 0.1.0', '127.0.0.1', 1, 1, 1, 1, 1, 0, NULL, 1796283710791, 1796283714037);
INSERT INTO public.devices VALUES (10001, 'd7bd700e092f7ca9eb58ab540fed552b', '\x17921deae1b0a1b55e31d98c9a8c608e46123e28694bd464f79925b5bc0c9987', '', '', '127.0.0.1', 1, 1, 1, 1, 1, 0, NULL, 1796283710876, 1796283714037);
INSERT INTO public.devices VALUES (10002, '00000000000000000000000000002712', '\x5e849a52832a8930b5b5d0dd55c5ab9265e073f2c88faec1db68bfad0736f150', 'computer', 'Debian GNU/Linux 13, qqdesk 0.1.0', '127.0.0.1', 1, 1, 1, 1, 1, 0, NULL, 1796283710800, 1796283714037);
INSERT INTO public.devices VALUES (10003, '', '\x8e0f9f3a2470b36be163789b7fcad51ffa3d0714cf6c737a10f13043bb6c6440', '', '', '127.0.0.1', 0, 0, 0, 0, 1, 0, NULL, 1796283711187, 1796283714037);
INSERT INTO public.devices VALUES (10003, '00000000000000000000000000002713', '\xbc6fc2a94ba16397b5b03a39a133a1fcf088e6d0ba34a414f36e5fe6c4edd820', 'computer', 'Debian GNU/Linux 13, qqdesk 0.1.0', '127.0.0.1', 1, 1, 1, 1, 1, 0, NULL, 1796283710811, 1796283714037);
INSERT INTO public.devices VALUES (10005, '00000000000000000000000000002715', '\x5187797c8d98b5d25b41b0613ff5bf9c30422be87962943da49fd103685d0215', 'computer', 'Debian GNU/Linux 13, qqdesk 0.1.0', '127.0.0.1', 1, 1, 1, 1, 1, 0, NULL, 1796283711135, 1796283714037);


--
-- Data for Name: entries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.entries VALUES (10001, 1, 10002, 9, 10002, 1796283710619, '\x00000000000000000000000000000001', 'before the history', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 2, 10001, 79, 10001, 1796283710630, NULL, '77777777 127.0.0.1 laptop', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 3, 10003, 3, 10003, 1796283710858, NULL, '', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 4, 10002, 92, 10001, 1796283710864, '\x00000000000000000000000000000002', 'one to two, edited', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 5, 10002, 9, 10002, 1796283710865, '\x00000000000000000000000000000003', 'an answer', NULL, NULL, 10001, '\x00000000000000000000000000000002');
INSERT INTO public.entries VALUES (10001, 6, 10002, 95, 10001, 1796283710870, '\x00000000000000000000000000000005', '', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 7, 10001, 79, 10001, 1796283710876, NULL, 'd7bd700e 127.0.0.1 ', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 8, 10002, 92, 10001, 1796283710912, '\x00000000000000000000000000000004', 'a cat', NULL, '\x00000000000000000000000000000004', NULL, NULL);
INSERT INTO public.entries VALUES (10001, 9, 10002, 96, 10002, 1796283710955, '\xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '👍', NULL, NULL, 10001, '\x00000000000000000000000000000002');
INSERT INTO public.entries VALUES (10001, 10, 10002, 97, 10001, 1796283710967, '\xcccccccccccccccccccccccccccccccc', 'one to two, edited', NULL, NULL, 10001, '\x00000000000000000000000000000002');
INSERT INTO public.entries VALUES (10001, 11, 10002, 95, 10001, 1796283710986, '\xdddddddddddddddddddddddddddddddd', '', NULL, NULL, 10001, '\x00000000000000000000000000000005');
INSERT INTO public.entries VALUES (10001, 12, 10007, 81, 10007, 1796283710998, NULL, '10001 Room 房', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 13, 10007, 78, 10007, 1796283711067, NULL, '10004 let me in', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 14, 10002, 91, 10002, 1796283711086, NULL, '00000000000000000000000000000002', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 15, 10002, 91, 10002, 1796283711086, NULL, '00000000000000000000000000000004', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 16, 10002, 94, 10002, 1796283711111, NULL, '', NULL, NULL, 10001, '\x00000000000000000000000000000004');
INSERT INTO public.entries VALUES (10001, 17, 10006, 99, 10006, 1796283711176, NULL, '20', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 18, 10003, 9, 10003, 1796283711199, '\x74d84513a47d80226bf0a6d4fe6843bb', 'from an old client', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 19, 10003, 92, 10001, 1796283711210, '\x11111111111111111111111111111111', 'to an old client', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 20, 10002, 92, 10001, 1796283711241, '\x22222222222222222222222222222222', 'sent by the engine', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10001, 21, 10003, 91, 10003, 1796283711271, NULL, '11111111111111111111111111111111', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10002, 1, 10001, 92, 10002, 1796283710619, '\x00000000000000000000000000000001', 'before the history', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10002, 2, 10001, 91, 10001, 1796283710625, NULL, '00000000000000000000000000000001', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10002, 3, 10003, 2, 10003, 1796283710843, NULL, 'please', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10002, 4, 10001, 9, 10001, 1796283710864, '\x00000000000000000000000000000002', 'one to two, edited', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10002, 5, 10001, 92, 10002, 1796283710865, '\x00000000000000000000000000000003', 'an answer', NULL, NULL, 10001, '\x00000000000000000000000000000002');
INSERT INTO public.entries VALUES (10002, 6, 10001, 95, 10001, 1796283710870, '\x00000000000000000000000000000005', '', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10002, 7, 10001, 91, 10001, 1796283710873, NULL, '00000000000000000000000000000003', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10002, 8, 10001, 9, 10001, 1796283710912, '\x00000000000000000000000000000004', 'a cat', NULL, '\x00000000000000000000000000000004', NULL, NULL);
INSERT INTO public.entries VALUES (10002, 9, 10001, 96, 10002, 1796283710955, '\xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '👍', NULL, NULL, 10001, '\x00000000000000000000000000000002');
INSERT INTO public.entries VALUES (10002, 10, 10001, 97, 10001, 1796283710967, '\xcccccccccccccccccccccccccccccccc', 'one to two, edited', NULL, NULL, 10001, '\x00000000000000000000000000000002');
INSERT INTO public.entries VALUES (10002, 11, 10001, 95, 10001, 1796283710986, '\xdddddddddddddddddddddddddddddddd', '', NULL, NULL, 10001, '\x00000000000000000000000000000005');
INSERT INTO public.entries VALUES (10002, 12, 10007, 81, 10007, 1796283710998, NULL, '10001 Room 房', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10002, 13, 10001, 93, 10002, 1796283711111, NULL, '12', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10002, 14, 10005, 92, 10002, 1796283711148, '\xffffffffffffffffffffffffffffffff', 'are you there?', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10002, 15, 10006, 99, 10006, 1796283711176, NULL, '20', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10002, 16, 10001, 9, 10001, 1796283711241, '\x22222222222222222222222222222222', 'sent by the engine', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10003, 1, 10001, 2, 10001, 1796283710857, NULL, 'it is me', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10003, 2, 10001, 84, 10003, 1796283710858, NULL, '0', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10003, 3, 10007, 77, 10007, 1796283710998, NULL, '10001 Room 房', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10003, 4, 10007, 82, 10007, 1796283711077, NULL, '10001 Room 房', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10003, 5, 10003, 79, 10003, 1796283711187, NULL, '00000000 127.0.0.1 ', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10003, 6, 10001, 92, 10003, 1796283711199, '\x74d84513a47d80226bf0a6d4fe6843bb', 'from an old client', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10003, 7, 10001, 9, 10001, 1796283711210, '\x11111111111111111111111111111111', 'to an old client', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10003, 8, 10001, 91, 10001, 1796283711215, NULL, '74d84513a47d80226bf0a6d4fe6843bb', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10004, 1, 10006, 99, 10006, 1796283711176, NULL, '20', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10005, 1, 10002, 9, 10002, 1796283711148, '\xffffffffffffffffffffffffffffffff', 'are you there?', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10005, 2, 10006, 99, 10006, 1796283711176, NULL, '20', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10007, 1, 10007, 80, 10001, 1796283710998, NULL, '1 4 10001 2', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10007, 2, 10007, 80, 10001, 1796283710998, NULL, '2 4 10002 1', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10007, 3, 10007, 80, 10001, 1796283711022, NULL, '3 2 0 be kind', NULL, NULL, NULL, NULL);
INSERT INTO public.entries VALUES (10007, 4, 10007, 9, 10002, 1796283711029, '\x00000000000000000000000000000006', 'hello @10001', '10001', NULL, NULL, NULL);


--
-- Data for Name: facts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.facts VALUES ('epoch', 509511484636484234);
INSERT INTO public.facts VALUES ('introduce', 1);
INSERT INTO public.facts VALUES ('next_number', 10008);
INSERT INTO public.facts VALUES ('place', 1471507165776082269);


--
-- Data for Name: fetches; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.fetches VALUES (10003, '127.0.0.1', '\x54f8b720fc100037033f2e3b4fa01c5c', '\x8e0f9f3a2470b36be163789b7fcad51ffa3d0714cf6c737a10f13043bb6c6440', 1796283711222, 1);


--
-- Data for Name: files; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.files VALUES ('\x00000000000000000000000000000004', 10001, '\x10fc3c51a152e90e5b90319b601d92ccf37290ef53c35ff92507687d8a911a08', '\x81db8ebbbbc69c6c6ad4a6aa92b76e0c08af547da236b9e2c9dbe1d8285a8130', 2048, '', 0, 0, '', 'cat.png', 1, 1796283710885, NULL);
INSERT INTO public.files VALUES ('\xa773492a0f568c2f47fe40e9f0d5cd9a', 10001, '\xf9efa24f2ca158725bb5072d194ffdfc63bd45cd4a74aec96e849ab4adb09bbb', NULL, 6, 'png', 1, 1, '', 'face.png', 1, 1796283710917, NULL);


--
-- Data for Name: grants; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.grants VALUES (10003, 10001);


--
-- Data for Name: held_receipts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.held_receipts VALUES (10005, 10002, '\xffffffffffffffffffffffffffffffff');


--
-- Data for Name: invitations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.invitations VALUES ('\xa13919c0601869789d29d150e1d74c14e3c22829ba67d8ca3eef6ecef9f64b8b', 1796283711168, 1796370111168, 1, 0, 10001, 0, NULL, 10002);
INSERT INTO public.invitations VALUES ('\xff336db2f3813e6db1b26c51c69940a8726dd0b577b0dffb88ebed6b5f87d6ab', 1796283711160, 1796888511160, 3, 0, 10001, 0, 10007, NULL);


--
-- Data for Name: join_requests; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.join_requests VALUES ('\x8582f0401bebbf68f0492d9590c5b80f40e8f33a29c45cfd13e185b2eb4c0170', 'newcomer', 0, '127.0.0.1', 1796283711173);


--
-- Data for Name: known_origins; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.known_origins VALUES (10001, '00000000000000000000000000002711', 1796283710615);
INSERT INTO public.known_origins VALUES (10001, '127.0.0.1', 1796283710615);
INSERT INTO public.known_origins VALUES (10001, '77777777777777777777777777777777', 1796283710629);
INSERT INTO public.known_origins VALUES (10001, 'd7bd700e092f7ca9eb58ab540fed552b', 1796283710874);
INSERT INTO public.known_origins VALUES (10002, '00000000000000000000000000002712', 1796283710604);
INSERT INTO public.known_origins VALUES (10002, '127.0.0.1', 1796283710604);
INSERT INTO public.known_origins VALUES (10003, '00000000000000000000000000002713', 1796283710811);
INSERT INTO public.known_origins VALUES (10003, '127.0.0.1', 1796283710811);
INSERT INTO public.known_origins VALUES (10003, 'classic 127.0.0.1', 1796283711187);
INSERT INTO public.known_origins VALUES (10004, '00000000000000000000000000002714', 1796283711059);
INSERT INTO public.known_origins VALUES (10004, '127.0.0.1', 1796283711059);
INSERT INTO public.known_origins VALUES (10005, '00000000000000000000000000002715', 1796283711135);
INSERT INTO public.known_origins VALUES (10005, '127.0.0.1', 1796283711135);


--
-- Data for Name: left_out; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.left_out VALUES (10001, 10005);


--
-- Data for Name: logs; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.logs VALUES (10001, 21, 20);
INSERT INTO public.logs VALUES (10002, 16, 14);
INSERT INTO public.logs VALUES (10003, 8, 7);
INSERT INTO public.logs VALUES (10004, 1, 0);
INSERT INTO public.logs VALUES (10005, 2, 1);
INSERT INTO public.logs VALUES (10007, 4, 4);


--
-- Data for Name: memberships; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.memberships VALUES (10007, 10001, 0, NULL, 1, 2, 0);
INSERT INTO public.memberships VALUES (10007, 10002, 0, NULL, 2, 1, 0);


--
-- Data for Name: place_log; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.place_log VALUES (1, 1796283711160, 10001, 10007, 'Invite', 'ff336db2');
INSERT INTO public.place_log VALUES (2, 1796283711168, 10001, 10002, 'ResetCode', '人 10002');
INSERT INTO public.place_log VALUES (3, 1796283711170, 10001, 0, 'ChangePlace', 'name=A place');
INSERT INTO public.place_log VALUES (4, 1796283711176, 10001, 10006, 'delete', '人 10006');
INSERT INTO public.place_log VALUES (5, 1796283711181, 10001, 10004, 'ban', '人 10004');


--
-- Data for Name: place_settings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.place_settings VALUES ('name', 'A place');


--
-- Data for Name: qqdesk_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.qqdesk_version VALUES (1);


--
-- Data for Name: read_marks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.read_marks VALUES (10001, 10007, 0, 0);
INSERT INTO public.read_marks VALUES (10002, 10001, 12, 13);
INSERT INTO public.read_marks VALUES (10002, 10007, 1, 0);


--
-- Data for Name: replies; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.replies VALUES (10003, '\x8e0f9f3a2470b36be163789b7fcad51ffa3d0714cf6c737a10f13043bb6c6440', '\x54f8b720fc100037033f2e3b4fa01c5c', 0, 7, '', '', 1796283711222, 0, 1);


--
-- Data for Name: requests; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.requests VALUES (10001, 10003, 'it is me', 0, 1796283710858);
INSERT INTO public.requests VALUES (10003, 10002, 'please', NULL, 1796283710843);


--
-- Data for Name: requests_done; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.requests_done VALUES ('\x9b52a480c6446eb55f62b9ce22b10cb5', 6, 1796283711199);


--
-- Data for Name: room_asks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.room_asks VALUES (10007, 10003, 0, 10001, '', 1796283711077);
INSERT INTO public.room_asks VALUES (10007, 10004, 3, 10004, 'let me in', 1796283711067);


--
-- Data for Name: rooms; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.rooms VALUES (10007, 10001, '\xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', 'Room 房', 'be kind', 10001, 1796283711022, 3, 1, 0, 1, 3, 1796283710998);


--
-- Data for Name: roster; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.roster VALUES (10002, 10001);
INSERT INTO public.roster VALUES (10001, 10002);
INSERT INTO public.roster VALUES (10001, 10003);


--
-- Data for Name: secrets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.secrets VALUES ('files', '56b7e75c508afcbe9b3ded39b0f80f9642cda728faa5d998be7a7aa26e1bbc39');


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users VALUES (10001, '$argon2id$v=19$m=8,t=1,p=1$73/B10SJGOiSBFRYaDm8hA$SDxNmUw4/vxkwirwXpV9OaClxzEpJfd2bmwLRdpaI+I', NULL, 1796283710564, NULL, 10, 1, 1, 0, '\xa773492a0f568c2f47fe40e9f0d5cd9a', '人 10001', '人 10001', 195, 30, 2, '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 'hello', 'at lunch', 1, 1, 0);
INSERT INTO public.users VALUES (10002, '$argon2id$v=19$m=8,t=1,p=1$H5QNFf6ovcSKr9MN0luQ/Q$/N1DNOx7D3nJKtYSvbE1SlsMfzG4QP4FYcuH+x/IJP0', NULL, 1796283710571, NULL, 10, 0, 1, 0, NULL, '人 10002', '人 10002', 198, 30, 2, '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 1, 1, 0);
INSERT INTO public.users VALUES (10003, '$argon2id$v=19$m=8,t=1,p=1$Y1wRQUY6MRNpbumeGQlvcA$Njt3CQX7hMzANnXLFDgGFOv1WGlI60nFoSjCwuGtkRA', NULL, 1796283710579, NULL, 10, 0, 1, 1, NULL, '人 10003', '人 10003', 201, 30, 2, '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 1, 0, 0);
INSERT INTO public.users VALUES (10004, '$argon2id$v=19$m=8,t=1,p=1$vuryBhoTbsYjuFjw+m9KgQ$q+9Fbg2snAM94kHYtRycPu7n62hMM7Xl+CHiX9waR6I', NULL, 1796283710583, 1796283711181, 10, 0, 1, 0, NULL, '人 10004', '人 10004', 204, 30, 2, '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 1, 0, 1796283711182);
INSERT INTO public.users VALUES (10005, '$argon2id$v=19$m=8,t=1,p=1$qcdGcNTS+yWobqfi52wFZw$kJU88UmqDyZNHd3DZ8TDk9UnCWI3c+ht7ThoxSzT9ws', NULL, 1796283710587, NULL, 40, 0, 1, 0, NULL, '人 10005', '人 10005', 207, 30, 2, '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 1, 0, 0);


--
-- Name: account_values account_values_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account_values
    ADD CONSTRAINT account_values_pkey PRIMARY KEY (owner, key);


--
-- Name: blocks blocks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.blocks
    ADD CONSTRAINT blocks_pkey PRIMARY KEY (owner, blocked);


--
-- Name: client_ids client_ids_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_ids
    ADD CONSTRAINT client_ids_pkey PRIMARY KEY (sender, client_id);


--
-- Name: cursors cursors_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cursors
    ADD CONSTRAINT cursors_pkey PRIMARY KEY (account, device, log);


--
-- Name: deleted_users deleted_users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.deleted_users
    ADD CONSTRAINT deleted_users_pkey PRIMARY KEY (number);


--
-- Name: devices devices_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (account, device);


--
-- Name: entries entries_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (log, seq);


--
-- Name: facts facts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.facts
    ADD CONSTRAINT facts_pkey PRIMARY KEY (name);


--
-- Name: fetches fetches_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fetches
    ADD CONSTRAINT fetches_pkey PRIMARY KEY (number, address, request);


--
-- Name: files files_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (id);


--
-- Name: grants grants_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.grants
    ADD CONSTRAINT grants_pkey PRIMARY KEY (giver, receiver);


--
-- Name: held_receipts held_receipts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.held_receipts
    ADD CONSTRAINT held_receipts_pkey PRIMARY KEY (owner, sender, client_id);


--
-- Name: invitations invitations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (digest);


--
-- Name: join_requests join_requests_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.join_requests
    ADD CONSTRAINT join_requests_pkey PRIMARY KEY (digest);


--
-- Name: known_origins known_origins_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.known_origins
    ADD CONSTRAINT known_origins_pkey PRIMARY KEY (number, origin);


--
-- Name: left_out left_out_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.left_out
    ADD CONSTRAINT left_out_pkey PRIMARY KEY (owner, contact);


--
-- Name: logs logs_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.logs
    ADD CONSTRAINT logs_pkey PRIMARY KEY (number);


--
-- Name: memberships memberships_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.memberships
    ADD CONSTRAINT memberships_pkey PRIMARY KEY (room, account, after_seq);


--
-- Name: place_log place_log_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.place_log
    ADD CONSTRAINT place_log_pkey PRIMARY KEY (id);


--
-- Name: place_settings place_settings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.place_settings
    ADD CONSTRAINT place_settings_pkey PRIMARY KEY (name);


--
-- Name: read_marks read_marks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.read_marks
    ADD CONSTRAINT read_marks_pkey PRIMARY KEY (account, peer);


--
-- Name: replies replies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT replies_pkey PRIMARY KEY (number);


--
-- Name: requests_done requests_done_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.requests_done
    ADD CONSTRAINT requests_done_pkey PRIMARY KEY (request);


--
-- Name: requests requests_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_pkey PRIMARY KEY (asker, asked);


--
-- Name: room_asks room_asks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.room_asks
    ADD CONSTRAINT room_asks_pkey PRIMARY KEY (room, account);


--
-- Name: rooms rooms_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.rooms
    ADD CONSTRAINT rooms_pkey PRIMARY KEY (number);


--
-- Name: roster roster_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.roster
    ADD CONSTRAINT roster_pkey PRIMARY KEY (owner, contact);


--
-- Name: secrets secrets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.secrets
    ADD CONSTRAINT secrets_pkey PRIMARY KEY (name);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (number);


--
-- Name: administrators; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX administrators ON public.users USING btree (number) WHERE (is_admin = 1);


--
-- Name: blocks_by_blocked; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX blocks_by_blocked ON public.blocks USING btree (blocked, owner);


--
-- Name: changes_of_conversations; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX changes_of_conversations ON public.entries USING btree (log, peer, seq, kind, ref) WHERE ((kind = ANY (ARRAY[(95)::bigint, (96)::bigint, (97)::bigint])) AND (ref IS NOT NULL));


--
-- Name: changes_of_messages; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX changes_of_messages ON public.entries USING btree (log, ref, ref_author, kind, sender) WHERE ((kind = ANY (ARRAY[(95)::bigint, (96)::bigint, (97)::bigint])) AND (ref IS NOT NULL));


--
-- Name: conversations; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX conversations ON public.entries USING btree (log, peer, seq, kind, sender, ref) WHERE ((kind = ANY (ARRAY[(9)::bigint, (80)::bigint, (88)::bigint, (92)::bigint])) OR ((kind = 95) AND (ref IS NULL)));


--
-- Name: devices_by_token; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX devices_by_token ON public.devices USING btree (token);


--
-- Name: entries_by_file; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX entries_by_file ON public.entries USING btree (file, log, seq) WHERE (file IS NOT NULL);


--
-- Name: files_by_digest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX files_by_digest ON public.files USING btree (digest, size, is_whole);


--
-- Name: files_by_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX files_by_owner ON public.files USING btree (owner, digest, size, is_whole);


--
-- Name: files_by_thumbnail; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX files_by_thumbnail ON public.files USING btree (thumbnail) WHERE (thumbnail IS NOT NULL);


--
-- Name: left_out_by_contact; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX left_out_by_contact ON public.left_out USING btree (contact, owner);


--
-- Name: members_of_rooms; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX members_of_rooms ON public.memberships USING btree (room, account) WHERE (to_seq IS NULL);


--
-- Name: mentions; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mentions ON public.entries USING btree (log, seq, mentions) WHERE (mentions IS NOT NULL);


--
-- Name: pictures; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX pictures ON public.users USING btree (picture) WHERE (picture IS NOT NULL);


--
-- Name: read_entries; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX read_entries ON public.entries USING btree (log, peer, sender) WHERE (kind = 94);


--
-- Name: resets; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX resets ON public.invitations USING btree (account) WHERE (account IS NOT NULL);


--
-- Name: room_asks_of_accounts; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX room_asks_of_accounts ON public.room_asks USING btree (account);


--
-- Name: rooms_by_client_id; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX rooms_by_client_id ON public.rooms USING btree (maker, client_id);


--
-- Name: rooms_of_accounts; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX rooms_of_accounts ON public.memberships USING btree (account, room);


--
-- Name: roster_by_contact; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX roster_by_contact ON public.roster USING btree (contact, owner);


--
-- Name: values_by_revision; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX values_by_revision ON public.account_values USING btree (owner, revision);


--
-- PostgreSQL database dump complete
--


