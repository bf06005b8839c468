"""declared.py: declared.sqlite, with what a table can declare, and leftovers of tables that were."""
import sqlite3

connection = sqlite3.connect("declared.sqlite")
connection.executescript("""
create table teams (
    id integer primary key autoincrement, name varchar(20) not null unique, lead integer references people,
    is_open boolean default 1, founded timestamp default current_timestamp, motto text default 'it''s \\ ours',
    share decimal(5,2) default (0.5), odd text default (lower('X')), size int check (size > 0));
create table people (
    team integer not null, name text not null, initial text generated always as (substr(name, 1, 1)) stored,
    id integer primary key, boss integer references people (id) on delete set null,
    foreign key (team) references teams (id) on update cascade on delete cascade);
create table seats (room text, row integer, person integer, primary key (room, row)) without rowid;
create table codes (
    id integer primary key unique, label text collate nocase, level integer unique on conflict replace,
    team references teams deferrable initially deferred, badge references badges (code));
create table badges (code text unique);
create index people_by_name on people (name desc, team);
create unique index people_of_no_case on people (name collate nocase);
create index people_leading on people (boss) where boss is not null;
create trigger noted after insert on seats begin select 1; end;
create virtual table found using fts5 (body);
insert into found values ('text');
insert into teams (id, name, lead, size) values (40, 'red', 7, 3), (41, 'gone', null, 1);
delete from teams where id = 41;
insert into people (team, name, id, boss) values (40, 'Ann', 7, 8), (40, 'Bob', 8, 7);
insert into codes (id, label) values (3, 'x');
insert into seats values ('a', 2, 7), ('a', 1, 8);
""")
connection.commit()
